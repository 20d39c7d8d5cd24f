package org.palinode.ode.internal.adjoint;

import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveInputs;

/**
 * The cotangents of t0, t1 and ts, gathered from those of the times and sizes of steps and of the fractions θ at which rows lie in them.
 * A step from s to e has t = s and h = e − s; a row at the given time τ in it has θ = (τ − s)/h. How s and e move with t0 and t1 is
 * the controller's affair ({@link FinishedSolve#fraction}).
 */
final class TimeCotangents {
    private final FinishedSolve run;
    private final boolean wanted;
    private final double[] ts;
    private double t0;
    private double t1;

    /** @param wanted whether they are asked for; what is gathered is of no use otherwise */
    TimeCotangents(FinishedSolve run, boolean wanted) {
        this.run = run;
        this.wanted = wanted;
        ts = new double[run.rows().givenTimes().length];
    }

    boolean areWanted() {
        return wanted;
    }

    /** Adds the cotangents of time and size of a step. */
    void addStep(int index, double tBar, double hBar) {
        addPoint(index, tBar - hBar);
        addPoint(index + 1, hBar);
    }

    /** Adds the cotangent of where the point after {@code point} steps lies. */
    void addPoint(int point, double bar) {
        OptionalDouble fraction = run.fraction(point);
        if (fraction.isPresent()) {
            t0 += (1 - fraction.getAsDouble()) * bar;
            t1 += fraction.getAsDouble() * bar;
        }
    }

    /** Adds the cotangent of the fraction θ at which a row lies in its step. */
    void addRow(int row, int step, double thetaBar) {
        double bar = thetaBar / run.record().h(step);
        addGiven(row, bar);
        addStep(step, -bar, -bar * run.rows().theta(row));
    }

    /** Adds the cotangent of the given time at which a row lies. */
    void addGiven(int row, double bar) {
        ts[run.rows().givenTime(row)] += bar;
    }

    /** Adds the cotangents of times and sizes of all steps [steps, 2]; null where zero. */
    void addSteps(Buffer bars) {
        for (int step = 0; bars != null && step < run.steps(); step++) {
            addStep(step, bars.get(2 * step), bars.get(2 * step + 1));
        }
    }

    TimeCotangents copy() {
        TimeCotangents copy = new TimeCotangents(run, wanted);
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(TimeCotangents other) {
        t0 = other.t0;
        t1 = other.t1;
        System.arraycopy(other.ts, 0, ts, 0, ts.length);
    }

    /** The cotangents of t0, t1 and ts; null each where they are not wanted. */
    List<Tensor> tensors() {
        return wanted ? List.of(Tensor.scalar(t0), Tensor.scalar(t1), Tensor.of(ts)) : SolveInputs.noTimes();
    }
}
