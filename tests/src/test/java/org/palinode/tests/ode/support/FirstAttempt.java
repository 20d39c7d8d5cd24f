package org.palinode.tests.ode.support;

import java.util.Optional;
import java.util.OptionalDouble;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;

/** Passes everything on to another controller, and notes the size of the first step that it proposes. */
public final class FirstAttempt implements StepSizeController {
    private final StepSizeController rule;
    private double size = Double.NaN;

    public FirstAttempt(StepSizeController rule) {
        this.rule = rule;
    }

    /** Without a sign. */
    public double size() {
        return size;
    }

    @Override
    public StepSizes begin(Span span) {
        StepSizes sizes = rule.begin(span);
        size = sizes.firstEnd() - span.t0();
        return sizes;
    }

    @Override
    public Optional<ErrorScale> errorScale() {
        return rule.errorScale();
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return rule.shortestStep(dt0);
    }
}
