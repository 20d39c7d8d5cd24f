package org.palinode.ode.controller;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A rule for step sizes; immutable. */
public interface StepSizeController {
    /** Begins a solve; refuses a span it cannot serve. */
    StepSizes begin(Span span);

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

    /** The q to use where local error estimates shrink like h^q, in place of the solver's own. */
    default OptionalInt errorOrder() {
        return OptionalInt.empty();
    }

    /** What error estimates are measured against; empty if this controller needs none. */
    default Optional<ErrorScale> errorScale() {
        return Optional.empty();
    }
}
