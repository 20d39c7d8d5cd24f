package org.palinode.ode.controller;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** The step sizes of one solve, as they go: first {@link #firstEnd}, then {@link #judge} and {@link #nextEnd} in turn. */
public interface StepSizes {
    /** What becomes of an attempted step. */
    enum Verdict {
        ACCEPT,
        REJECT,
        /** The step would have to be smaller than allowed. */
        TOO_SMALL,
        /** More steps in a row were rejected than may be remembered. */
        TOO_MANY_REJECTED
    }

    /** Where the first step ends. */
    double firstEnd();

    /** Judges the step from {@code start} to {@code end}; {@code error} is the scaled error, at most 1 for a good step, 0 if unknown. */
    Verdict judge(double start, double end, double error);

    /** Where the next attempt ends: the next step's after ACCEPT, the repeated one's after REJECT. */
    double nextEnd();

    /** The step just accepted counts up to {@code end} only: the next one starts there. The controller may plan anew. */
    default void cut(double end) {}

    /**
     * The state was changed between two steps, at {@code start}, and says nothing of the steps before it any more, nor they of it. The controller may
     * plan anew.
     */
    default void restart(double start) {}

    /**
     * Where the next step starts after ACCEPT: where the last one ended, unless the field jumps there. Then it is just after the jump, and the
     * solver begins there with nothing but y.
     */
    default double nextStart(double end) {
        return end;
    }

    /**
     * Where step i of this solve will start, i counted from 0, if no step is cut short, in mirrored time; empty where no formula says so. What
     * {@link #nextEnd} answers must be equal to the bit: then a record of such steps keeps their number and no times.
     */
    default Optional<IntToDoubleFunction> grid() {
        return Optional.empty();
    }

    /**
     * What {@link StepSizeController#resume} needs to go on in another solve, as numbers of the controller's own choice; may be asked for between
     * any two steps. Times in it are mirrored.
     */
    default double[] state() {
        throw new UnsupportedOperationException(getClass().getName()
                + " has no state from which another solve could go on; implement StepSizes.state and StepSizeController.resume, or"
                + " solve without SaveAt.andState()");
    }
}
