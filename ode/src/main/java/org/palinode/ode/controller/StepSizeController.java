package org.palinode.ode.controller;

import java.util.Optional;

/** A rule for step sizes; immutable. */
public interface StepSizeController {
    /** Begins a solve; refuses a span it cannot serve. */
    StepSizes begin(Span span);

    /** What error estimates are measured against; empty if this controller needs none. */
    default Optional<ErrorScale> errorScale() {
        return Optional.empty();
    }
}
