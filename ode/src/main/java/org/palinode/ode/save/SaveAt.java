package org.palinode.ode.save;

import java.util.Arrays;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Which values of the solution are kept, in the order of time: at the start, at given times, at the end of each step, at the end. Times between
 * steps are interpolated by the solver's dense output. Combine freely: {@code SaveAt.t0().andTs(ts).andT1()}.
 */
public final class SaveAt {
    private static final Tensor NONE = Tensor.of();

    private final boolean t0;
    private final boolean t1;
    private final boolean steps;
    private final boolean dense;
    private final Tensor ts;

    private SaveAt(boolean t0, Tensor ts, boolean steps, boolean t1, boolean dense) {
        this.t0 = t0;
        this.ts = ts;
        this.steps = steps;
        this.t1 = t1;
        this.dense = dense;
    }

    /** y0. */
    public static SaveAt t0() {
        return new SaveAt(true, NONE, false, false, false);
    }

    /** The end value; the default of a solve. */
    public static SaveAt t1() {
        return new SaveAt(false, NONE, false, true, false);
    }

    /** Values at these times, monotone in the direction of the solve and inside it, ends included. */
    public static SaveAt ts(double... ts) {
        return ts(Tensor.of(ts));
    }

    /** Values at these times [m], float64, with respect to which the saved values may be differentiated. */
    public static SaveAt ts(Tensor ts) {
        return new SaveAt(false, requireSome(ts), false, false, false);
    }

    /** The value at the end of every accepted step. */
    public static SaveAt steps() {
        return new SaveAt(false, NONE, true, false, false);
    }

    /** The whole solution, to be evaluated anywhere between t0 and t1 afterwards. */
    public static SaveAt dense() {
        return new SaveAt(false, NONE, false, false, true);
    }

    public SaveAt andT0() {
        return new SaveAt(true, ts, steps, t1, dense);
    }

    public SaveAt andT1() {
        return new SaveAt(t0, ts, steps, true, dense);
    }

    public SaveAt andTs(double... times) {
        return andTs(Tensor.of(times));
    }

    public SaveAt andTs(Tensor times) {
        return new SaveAt(t0, requireSome(times), steps, t1, dense);
    }

    public SaveAt andSteps() {
        return new SaveAt(t0, ts, true, t1, dense);
    }

    public SaveAt andDense() {
        return new SaveAt(t0, ts, steps, t1, true);
    }

    private static Tensor requireSome(Tensor ts) {
        if (ts.shape().rank() != 1 || ts.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "the times of SaveAt must be a float64 vector, got " + ts.type() + "; flatten or cast it");
        }
        if (ts.size() == 0) {
            throw new IllegalArgumentException(
                    "SaveAt.ts() saves nothing without times; give some, or use SaveAt.t1()");
        }
        return ts;
    }

    public boolean savesT0() {
        return t0;
    }

    public boolean savesT1() {
        return t1;
    }

    public boolean savesSteps() {
        return steps;
    }

    public boolean isDense() {
        return dense;
    }

    /** Whether values inside of steps are read. */
    public boolean readsInside() {
        return isDense() || ts.size() > 0;
    }

    /** The given times, as numbers. */
    public double[] times() {
        return ts.concrete().toArray();
    }

    /** The given times [m] as they were given, for whoever follows them. */
    public Tensor givenTimes() {
        return ts;
    }

    /** Refuses times that are not monotone or lie outside the solve. */
    public void check(double start, double end) {
        double direction = end >= start ? 1 : -1;
        double before = start;
        double[] ts = times();
        for (int i = 0; i < ts.length; i++) {
            if (!(direction * (ts[i] - start) >= 0) || !(direction * (end - ts[i]) >= 0)) {
                throw new IllegalArgumentException("the times of SaveAt must lie between t0 = " + start + " and t1 = "
                        + end + ", but ts[" + i + "] = " + ts[i] + "; leave it out, or solve further");
            }
            if (!(direction * (ts[i] - before) >= 0)) {
                throw new IllegalArgumentException("the times of SaveAt must be in the order of the solve, from t0 = "
                        + start + " to t1 = " + end + ", but ts[" + i + "] = " + ts[i] + " comes after " + before
                        + "; sort them");
            }
            before = ts[i];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SaveAt save
                && t0 == save.t0
                && t1 == save.t1
                && steps == save.steps
                && dense == save.dense
                && Arrays.equals(times(), save.times());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {t0, t1, steps, dense, Arrays.hashCode(times())});
    }

    @Override
    public String toString() {
        return "SaveAt[" + (t0 ? "t0 " : "") + (ts.size() > 0 ? ts.size() + " ts " : "") + (steps ? "steps " : "")
                + (t1 ? "t1 " : "") + (dense ? "dense" : "") + "]";
    }
}
