package org.palinode.ode.internal.integrate;

import org.palinode.ode.outcome.Outcome.Result;

/** Ends a solve after so many accepted steps. */
public final class StopAfter implements StepGuard {
    private final int steps;
    private double size;

    public StopAfter(int steps) {
        this.steps = steps;
    }

    @Override
    public Then examine(int index, double t0, double t1, double next, double h) {
        size = h;
        return index + 1 < steps ? Then.GO_ON : Then.END;
    }

    @Override
    public double size() {
        return size;
    }

    @Override
    public Result result() {
        return Result.STEPS_TAKEN;
    }
}
