package org.palinode.ode.path;

import java.util.Objects;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** The knots of a path, checked, and where a time lies among them. */
final class Knots {
    private final Tensor ts;

    private Knots(Tensor ts) {
        this.ts = ts;
    }

    /** Refuses knots that do not strictly rise, or data of another length. */
    static Knots rising(Tensor ts, Tensor ys) {
        Knots knots = checked(ts, ys);
        knots.requireSteps(true);
        return knots;
    }

    /** Knots as by {@link #rising}, of which some may be equal: there the path jumps. */
    static Knots notFalling(Tensor ts, Tensor ys) {
        Knots knots = checked(ts, ys);
        knots.requireSteps(false);
        return knots;
    }

    private static Knots checked(Tensor ts, Tensor ys) {
        Objects.requireNonNull(ts, "a path needs its knots, a float64 vector of times, got null");
        Objects.requireNonNull(ys, "a path needs values, one for each knot, got null");
        if (ts.shape().rank() != 1 || ts.dtype() != DType.FLOAT64 || ts.size() < 2) {
            throw new IllegalArgumentException(
                    "the knots of a path must be a float64 vector of at least two times, got " + ts.type());
        }
        if (ys.shape().rank() < 1 || ys.shape().dim(0) != ts.size()) {
            throw new IllegalArgumentException("a path needs a value for each of its " + ts.size()
                    + " knots along the first axis, got values " + ys.type());
        }
        return new Knots(ts);
    }

    private void requireSteps(boolean strictly) {
        double[] times = numbers();
        for (int i = 0; i < times.length; i++) {
            boolean rises = i == 0 || times[i] > times[i - 1] || !strictly && times[i] == times[i - 1];
            if (!Double.isFinite(times[i]) || !rises) {
                throw new IllegalArgumentException(
                        "the knots of a path must be finite and " + (strictly ? "rise" : "not fall")
                                + ", but ts[" + i + "] = " + times[i] + (i == 0 ? "" : " after " + times[i - 1])
                                + "; sort them" + (strictly ? ", and keep one of equal ones" : ""));
            }
        }
    }

    /** The same knots, for which derivatives are refused. */
    Knots fixed() {
        return new Knots(Tensor.apply(new FixedKinks(), ts));
    }

    Tensor ts() {
        return ts;
    }

    double[] numbers() {
        return numbers(ts, "knots");
    }

    double first() {
        return ts.stopGradient().concrete().get(0).item();
    }

    double last() {
        return ts.stopGradient().concrete().get(count() - 1).item();
    }

    /** The numbers of what a path is made from, which must be there to be looked at. */
    static double[] numbers(Tensor tensor, String what) {
        if (tensor.isSymbolic()) {
            throw new IllegalArgumentException(
                    "a path is made from numbers, but its " + what + " " + tensor.type()
                            + " belong to a program being traced; make the path outside of the field, which may close over it:"
                            + " gradients reach it all the same; a Trainer whose loss makes the path of its batch runs eagerly()");
        }
        return tensor.concrete().toArray();
    }

    int count() {
        return ts.size();
    }

    /** A time at which the path is asked for, float64; refuses what is no scalar. */
    static Tensor time(Tensor t) {
        Objects.requireNonNull(t, "a path is evaluated at a time, a scalar, got null");
        if (t.shape().rank() != 0) {
            throw new IllegalArgumentException(
                    "a path is evaluated at one time, a scalar, got " + t.type() + "; give its numbers one by one");
        }
        return t.cast(DType.FLOAT64);
    }

    /** The index of the piece in which a time (float64) lies. */
    Indices piece(Tensor t) {
        return ts.slice(0, 1, count() - 1).searchSorted(t);
    }

    /** The knot at which a piece starts, or {@code offset} knots after it. */
    Tensor knot(Indices piece, int offset) {
        return ts.take(0, piece.plus(offset));
    }

    /** Values [T, ...] as rows [T, n]. */
    static Tensor table(Tensor ys) {
        int rows = ys.shape().dim(0);
        return ys.reshape(rows, rows == 0 ? 0 : ys.size() / rows);
    }
}
