package org.palinode.ode.controller;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** Step sizes of one solve under way: first {@link #firstEnd}, then {@link #judge} and {@link #nextEnd} in turn. */
public interface StepSizes {
    /** Verdict on an attempted step. */
    enum Verdict {
        ACCEPT,
        REJECT,
        /** The step would have to be smaller than allowed. */
        TOO_SMALL,
        /** More steps in a row were rejected than may be remembered. */
        TOO_MANY_REJECTED
    }

    /** The time at which the first step ends. */
    double firstEnd();

    /** Judges the step from {@code start} to {@code end}; {@code error} is the scaled error, at most 1 for a good step, 0 if unknown. */
    Verdict judge(double start, double end, double error);

    /** The time at which the next attempt ends: that of the next step after ACCEPT, of the repeated step after REJECT. */
    double nextEnd();

    /** Shortens the accepted step to {@code end}, where the next one starts. The controller may plan anew. */
    default void cut(double end) {}

    /**
     * Restarts at {@code start}, where the state was changed between two steps: earlier steps say nothing of later ones. The controller may
     * plan anew.
     */
    default void restart(double start) {}

    /**
     * The time at which the next step starts after ACCEPT: the end of the last one, unless the field jumps there. Then it is just after the
     * jump, and the solver begins there from y alone.
     */
    default double nextStart(double end) {
        return end;
    }

    /**
     * The start of step i of this solve, i counted from 0, if no step is cut short, in mirrored time; empty where there is no formula.
     * {@link #nextEnd} must be equal to the bit: then a record of such steps keeps their number and no times.
     */
    default Optional<IntToDoubleFunction> grid() {
        return Optional.empty();
    }

    /**
     * The numbers that {@link StepSizeController#resume} needs to continue in another solve, of the controller's own choice. They may be
     * asked for between any two steps. Times in them are mirrored.
     */
    default double[] state() {
        throw new UnsupportedOperationException(getClass().getName()
                + " has no state from which another solve could continue; implement StepSizes.state and StepSizeController.resume, or"
                + " solve without SaveAt.andState()");
    }
}
