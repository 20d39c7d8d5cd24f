package org.palinode.ode.internal.integrate;

import org.palinode.ode.outcome.Outcome.Result;

/**
 * Ends a solve at a step over which its Brownian path has no law: such a step does not count, whatever cut it. Passes everything else to
 * another guard.
 */
public final class PathGuard implements PassingGuard {
    /** Sizes of steps are differences of times that were rounded. */
    private static final int ROUNDING_ULPS = 4;

    private final double shortest;
    private final StepGuard guard;
    private boolean isTooShort;

    private PathGuard(double shortest, StepGuard guard) {
        this.shortest = shortest;
        this.guard = guard;
    }

    /**
     * A guard before another one; that one itself where any step will do.
     *
     * @param shortest step over which there is a law, in the unit of time; 0 if any will do
     */
    public static StepGuard before(StepGuard guard, double shortest) {
        return shortest > 0 ? new PathGuard(shortest, guard) : guard;
    }

    @Override
    public StepGuard guard() {
        return guard;
    }

    @Override
    public Then examine(int index, double t0, double t1, double next, double h) {
        double rounding = ROUNDING_ULPS * Math.ulp(Math.max(Math.abs(t0), Math.abs(t1)));
        isTooShort = Math.abs(h) < shortest - rounding;
        Then then = isTooShort ? Then.BREAK_OFF : guard.examine(index, t0, t1, next, h);
        if (then == Then.RESET || then == Then.END) {
            isTooShort = Math.abs(guard.size()) < shortest - rounding;
        }
        return isTooShort ? Then.BREAK_OFF : then;
    }

    @Override
    public Result result() {
        return isTooShort ? Result.STEP_TOO_SMALL_FOR_PATH : guard.result();
    }
}
