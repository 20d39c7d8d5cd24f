package org.palinode.ode.controller;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A rule for step sizes; immutable. */
public interface StepSizeController {
    /** Begins a solve; refuses a span it cannot serve. */
    StepSizes begin(Span span);

    /**
     * Goes on, from the start of {@code span}, with the step sizes of a solve that ended there; dt0 is not looked at.
     *
     * @param state from {@link StepSizes#state} of a solve under an equal controller, in the same direction of time
     */
    default StepSizes resume(Span span, double[] state) {
        throw new UnsupportedOperationException(getClass().getName()
                + " cannot go on with the steps of another solve; implement StepSizeController.resume, or leave its state"
                + " out: ResumePoint.withoutController()");
    }

    /**
     * Where between t0 (0) and t1 (1) the point after {@code point} accepted steps stays when t0 or t1 moves, for derivatives with respect to
     * them; empty where it does not move with them. That the first step starts at t0 and the last ends at t1 goes without saying.
     *
     * @param point at least 1
     * @param length |t1 − t0|
     * @param dt0 the size of the first step that was asked for, without its sign
     */
    default OptionalDouble fraction(int point, double length, OptionalDouble dt0) {
        return OptionalDouble.empty();
    }

    /**
     * How many steps it takes over an interval, at least, if no event comes before; empty where that depends on the solution.
     *
     * @param length |t1 − t0|
     * @param dt0 the size of the first step that was asked for, without its sign
     */
    default OptionalDouble steps(double length, OptionalDouble dt0) {
        return OptionalDouble.empty();
    }

    /** No step under this rule is longer, in the unit of time. */
    default double longestStep() {
        return Double.POSITIVE_INFINITY;
    }

    /** This rule for a solve over a part of the same interval, in either direction of time. */
    default StepSizeController between(double from, double to) {
        return this;
    }

    /** The times at which the field was declared to jump, in any order. */
    default double[] jumps() {
        return new double[0];
    }

    /** The q to use where local error estimates shrink like h^q, in place of the solver's own. */
    default OptionalInt errorOrder() {
        return OptionalInt.empty();
    }

    /** What error estimates are measured against; empty if this controller needs none. */
    default Optional<ErrorScale> errorScale() {
        return Optional.empty();
    }
}
