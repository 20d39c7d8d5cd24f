package org.palinode.ode.integrate;

/**
 * How a solve ended.
 *
 * @param t where
 * @param h the signed size of the last attempted step
 * @param accepted steps that were kept
 * @param rejected steps that were not
 */
public record Outcome(Result result, double t, double h, int accepted, int rejected) {
    /** Why a solve ended. */
    public enum Result {
        SUCCESSFUL("the solve reached t1"),
        MAX_STEPS_REACHED(
                "the solve needs more than the allowed number of steps; raise maxSteps or the tolerances, or try an implicit"
                        + " solver if the problem is stiff"),
        DT_MIN_REACHED(
                "the step size fell below dtmin; lower dtmin or raise the tolerances, or allow forced steps (withDtmin)"),
        STEP_SIZE_UNDERFLOW(
                "the step size fell to nothing; the problem looks stiff or singular there: raise the tolerances, or try an"
                        + " implicit solver"),
        NON_FINITE(
                "the solution is no longer finite; take smaller steps, check the field and its parameters, or use an adaptive"
                        + " controller");

        private final String message;

        Result(String message) {
            this.message = message;
        }

        /** What happened, and what to do. */
        public String message() {
            return message;
        }
    }

    public boolean isSuccessful() {
        return result == Result.SUCCESSFUL;
    }

    /** The same end for another reason. */
    public Outcome with(Result other) {
        return new Outcome(other, t, h, accepted, rejected);
    }
}
