package org.palinode.ode.internal.integrate;

import org.palinode.ode.internal.step.CompiledStep;

/** Follows the accepted steps of a solve; the {@link CompiledStep} is at hand for their values. */
public interface StepListener {
    /** Before the first attempt at step {@code index}; the stepper holds the state it starts from. */
    default void starting(int index) {}

    /**
     * Comes before {@link #starting} where step {@code index} begins at t with nothing but y, because the field jumps there or an event changes the
     * state; the stepper holds the end of the step before.
     */
    default void restarting(int index, double t) {}

    /** Step {@code index} of signed size h from t0 to t1 was accepted; the stepper holds its start, its end and its dense values. */
    default void accepted(int index, double t0, double t1, double h) {}

    /** True if there is nothing to follow in this solve: the loop then leaves it out. */
    default boolean isIdle() {
        return false;
    }
}
