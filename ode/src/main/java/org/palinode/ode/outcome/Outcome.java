package org.palinode.ode.outcome;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.palinode.autodiff.root.RootStatus;

/**
 * End of a solve: its result, place and counts.
 *
 * @param t the time that was reached
 * @param h the signed size of the last attempted step, in the unit of t
 * @param accepted steps that were kept
 * @param rejected steps that were not kept, with the one at which the solve ended
 * @param rejections their number by cause
 */
public record Outcome(
        Result result, double t, double h, int accepted, int rejected, Map<RejectionCause, Integer> rejections) {
    public Outcome {
        rejections = Collections.unmodifiableMap(new EnumMap<>(rejections));
    }

    /** Reason for the end of a solve. */
    public enum Result {
        SUCCESSFUL("the solve reached t1"),
        EVENT_OCCURRED("an event ended the solve"),
        STEPS_TAKEN("the solve took the steps it was asked for, and can continue"),
        MAX_STEPS_REACHED("the solve needs more than the allowed number of steps"),
        DT_MIN_REACHED(
                "the step size fell below dtmin; lower dtmin or raise the tolerances, or allow forced steps (withDtmin)"),
        MAX_STEPS_REJECTED(
                "more steps in a row were rejected than ClipStepSizeController stores; raise storeRejectedSteps or the tolerances,"
                        + " or take a smaller first step"),
        STEP_SIZE_UNDERFLOW(
                "the step size fell to nothing: the solution or the field may have a singularity or a jump there; give jumps to"
                        + " ClipStepSizeController.jumpTs, or raise the tolerances"),
        STEP_TOO_SMALL_FOR_PATH(
                "a step became too short for the Brownian path, which has no law over less than a cell of its tree; make the tolerance of the"
                        + " VirtualBrownianTree smaller, or move times apart at which steps must end: stepTs, jumpTs, saved times, t1,"
                        + " and ends of rejected steps, for which half of dtmin is a good tolerance"),
        NON_FINITE(
                "the solution is no longer finite; take smaller steps, check y0, the field and its parameters, or use an adaptive"
                        + " controller; SolveOptions.findAnomalies() names the operation that made it so"),
        EVENTS_PILE_UP(
                "an event occurs ever faster, infinitely often before time could advance; end the solve there with atMost(n) or a condition"
                        + " on the speed, and continue with a field for what comes after"),
        RESET_NOT_FINITE(
                "the reset of an event makes a state that is not finite; check what it divides by or takes the root or logarithm of, and the"
                        + " state there"),
        CONDITION_NOT_A_NUMBER(
                "the condition of an event is not a number, so that its crossings cannot be seen; write it so that it is one wherever"
                        + " the solution goes"),
        NONLINEAR_DIVERGENCE(
                "the equations of an implicit step could not be solved: the iteration diverged; take smaller steps, or use an"
                        + " adaptive controller, which shrinks them where that happens"),
        NONLINEAR_MAX_ITERATIONS_REACHED(
                "the equations of an implicit step could not be solved in the allowed number of iterations; take smaller steps,"
                        + " allow more iterations or coarser tolerances of the root finder, or use an adaptive controller"),
        SINGULAR_JACOBIAN(
                "the equations of an implicit step could not be solved: their matrix is singular, or a derivative of the field is not"
                        + " finite; check the field there, begin a little later, or take smaller steps");

        private final String message;

        Result(String message) {
            this.message = message;
        }

        /** The result of a solve whose equations inside a step ended with this status. */
        public static Result of(RootStatus status) {
            return switch (status) {
                case CONVERGED -> NON_FINITE;
                case DIVERGED -> NONLINEAR_DIVERGENCE;
                case MAX_ITERATIONS -> NONLINEAR_MAX_ITERATIONS_REACHED;
                case SINGULAR -> SINGULAR_JACOBIAN;
            };
        }

        /** The result of a solve whose steps became shorter and shorter, and whose last equations ended with this status. */
        public static Result ofVanishingSteps(RootStatus status) {
            return status == RootStatus.SINGULAR ? SINGULAR_JACOBIAN : STEP_SIZE_UNDERFLOW;
        }

        /** A text on what happened, and what to do. */
        public String message() {
            return message;
        }
    }

    /** True if the solve reached t1, an event that ends it, or the number of steps that was asked for. */
    public boolean isSuccessful() {
        return switch (result) {
            case SUCCESSFUL, EVENT_OCCURRED, STEPS_TAKEN -> true;
            default -> false;
        };
    }

    /** The same end with another result. */
    public Outcome with(Result other) {
        return new Outcome(other, t, h, accepted, rejected, rejections);
    }
}
