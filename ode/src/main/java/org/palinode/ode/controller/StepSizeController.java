package org.palinode.ode.controller;

import java.util.Optional;
import java.util.OptionalDouble;

/** Rule for step sizes; immutable. */
public interface StepSizeController {
    /**
     * The step sizes of a solve that begins.
     *
     * @throws IllegalArgumentException if the rule cannot serve the span
     */
    StepSizes begin(Span span);

    /**
     * The step sizes of a solve that continues from the start of {@code span}, where another one ended; dt0 is not used.
     *
     * @param state from {@link StepSizes#state} of a solve under an equal controller, in the same direction of time
     * @throws UnsupportedOperationException if the rule has no state to continue from
     */
    default StepSizes resume(Span span, double[] state) {
        throw new UnsupportedOperationException(getClass().getName()
                + " cannot continue the steps of another solve; implement StepSizeController.resume, or leave its state"
                + " out: ResumePoint.withoutController()");
    }

    /**
     * The fraction between t0 (0) and t1 (1) at which the point after {@code point} accepted steps stays when t0 or t1 moves, for
     * derivatives for them; empty where it does not move with them. The first step always starts at t0 and the last ends at t1.
     *
     * @param point at least 1
     * @param length |t1 − t0|
     * @param dt0 the size of the first step that was asked for, without its sign
     */
    default OptionalDouble fraction(int point, double length, OptionalDouble dt0) {
        return OptionalDouble.empty();
    }

    /**
     * The least number of steps over an interval if no event comes before; empty where it depends on the solution.
     *
     * @param length |t1 − t0|
     * @param dt0 the size of the first step that was asked for, without its sign
     */
    default OptionalDouble steps(double length, OptionalDouble dt0) {
        return OptionalDouble.empty();
    }

    /** An upper bound of the steps under this rule, in the unit of time. */
    default double longestStep() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * A lower bound of the steps under this rule, but for those that the end of a solve or an event cuts short; 0 if there is none.
     *
     * @param dt0 the size of the first step that was asked for, without its sign
     */
    default double shortestStep(OptionalDouble dt0) {
        return 0;
    }

    /** The same rule for a solve over a part of the interval, in either direction of time. */
    default StepSizeController between(double from, double to) {
        return this;
    }

    /** The times at which the field was declared to jump, in any order. */
    default double[] jumps() {
        return new double[0];
    }

    /** The error order q to use in place of the solver's own, at least 1: local error estimates shrink like h^q. */
    default OptionalDouble errorOrder() {
        return OptionalDouble.empty();
    }

    /** The scale of error estimates; empty if this controller needs none. */
    default Optional<ErrorScale> errorScale() {
        return Optional.empty();
    }
}
