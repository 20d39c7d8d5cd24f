package org.palinode.tests.ode.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;

/** Passes everything on to another controller, and notes the ends of rejected steps, in mirrored time. */
public record RejectedSteps(StepSizeController rule, List<Double> ends) implements StepSizeController {
    public RejectedSteps(StepSizeController rule) {
        this(rule, new ArrayList<>());
    }

    @Override
    public Optional<ErrorScale> errorScale() {
        return rule.errorScale();
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return rule.shortestStep(dt0);
    }

    @Override
    public StepSizes begin(Span span) {
        StepSizes sizes = rule.begin(span);
        return new StepSizes() {
            @Override
            public double firstEnd() {
                return sizes.firstEnd();
            }

            @Override
            public Verdict judge(double start, double end, double error) {
                Verdict verdict = sizes.judge(start, end, error);
                if (verdict == Verdict.REJECT) {
                    ends.add(end);
                }
                return verdict;
            }

            @Override
            public double nextEnd() {
                return sizes.nextEnd();
            }

            @Override
            public double nextStart(double end) {
                return sizes.nextStart(end);
            }

            @Override
            public void cut(double end) {
                sizes.cut(end);
            }
        };
    }
}
