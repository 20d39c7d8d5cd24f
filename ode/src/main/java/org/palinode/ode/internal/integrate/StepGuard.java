package org.palinode.ode.internal.integrate;

import org.palinode.ode.outcome.Outcome.Result;

/**
 * Looks at each step that the controller accepts before anybody else is told of it. It may let only the first part of the step count, end the
 * solve there, or change the state there.
 */
public interface StepGuard {
    /** Continuation of a solve. */
    enum Then {
        GO_ON,
        /** The next step begins with nothing but y, after {@link #reset}. */
        RESET,
        /** The solve ends with {@link #result}. */
        END,
        /** The step does not count, or cannot begin: the solve ended at its start, with {@link #result}. */
        BREAK_OFF
    }

    /** Lets every step pass. */
    StepGuard NONE = (index, t0, t1, next, h) -> Then.GO_ON;

    /**
     * Looks at step {@code index} of signed size h from t0 to t1, which is in the stepper.
     *
     * @param next where the next step would start: t1, or just after the jump before which this one ends
     */
    Then examine(int index, double t0, double t1, double next, double h);

    /** The decision if the solve may begin at t, where the stepper is. */
    default Then begin(double t) {
        return Then.GO_ON;
    }

    /** The signed size of that part of the examined step that counts, if the solve does not just continue; the stepper holds that part. */
    default double size() {
        throw new IllegalStateException("this guard cuts no step");
    }

    /** May change y in the stepper, before step {@code index} at time t: RESET if it did, GO_ON if not, BREAK_OFF if the solve cannot continue from it. */
    default Then reset(int index, double t) {
        return Then.GO_ON;
    }

    /** The reason for the end of the solve. */
    default Result result() {
        return Result.EVENT_OCCURRED;
    }
}
