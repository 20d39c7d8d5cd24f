package org.palinode.ode.internal.run;

import java.util.List;
import java.util.OptionalDouble;
import org.palinode.autodiff.tensor.Tensor;

/** Times and sizes of the recorded steps as they depend on t0, t1 and ts, with the numbers that were recorded. */
public final class MovingTimes {
    private final FinishedSolve run;
    private final Tensor fromT0;
    private final Tensor fromT1;
    private final Tensor ts;

    /** @param times t0, t1 and ts; they move where a trace follows one of them */
    public MovingTimes(FinishedSolve run, List<Tensor> times) {
        this.run = run;
        boolean move = SolveInputs.areFollowed(times);
        fromT0 = move ? times.get(0).minus(run.request().t0()) : null; // 0, with a derivative of 1
        boolean endless = Double.isInfinite(run.request().t1());
        fromT1 = !move
                ? null
                : endless ? Tensor.scalar(0) : times.get(1).minus(run.request().t1());
        ts = move ? times.get(2) : null;
    }

    public boolean move() {
        return ts != null;
    }

    /** The time at which step {@code step} starts; t0 for the first even if there is none. */
    public Tensor t(int step) {
        Tensor recorded =
                Tensor.scalar(step == 0 ? run.request().t0() : run.record().t(step));
        return move() ? recorded.plus(shift(step)) : recorded;
    }

    public Tensor h(int step) {
        Tensor recorded = Tensor.scalar(run.record().h(step));
        return move() ? recorded.plus(shift(step + 1).minus(shift(step))) : recorded;
    }

    /** The time of a row, which moves if it was given. */
    public Tensor time(int row) {
        return move() && run.rows().isAtGivenTime(row)
                ? ts.get(run.rows().givenTime(row))
                : Tensor.scalar(run.rows().time(row));
    }

    /** The time of row {@code row}, as it moves. */
    public Tensor ofRow(int row) {
        Tensor recorded = Tensor.scalar(run.rows().times()[row]);
        if (!move()) {
            return recorded;
        }
        if (run.rows().isAtGivenTime(row)) {
            return ts.get(run.rows().givenTime(row));
        }
        boolean start = run.rows().theta(row) == 0;
        return recorded.plus(shift(start ? 0 : run.rows().step(row) + 1));
    }

    private Tensor shift(int point) {
        OptionalDouble fraction = run.fraction(point);
        if (fraction.isEmpty()) {
            return Tensor.scalar(0);
        }
        return fromT0.times(1 - fraction.getAsDouble()).plus(fromT1.times(fraction.getAsDouble()));
    }
}
