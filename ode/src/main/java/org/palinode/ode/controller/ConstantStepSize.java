package org.palinode.ode.controller;

import java.util.OptionalDouble;

/**
 * Steps of one size, the last one shortened to meet t1 by spreading the rest: the first ends at t0 + dt0, step i at t0 + (t1 − t0) i/N with
 * N = ⌈(t1 − t0)/dt0⌉, or at t0 + i dt0 where t1 is infinite. Ends are fractions of the interval, so rounding does not pile up.
 */
public record ConstantStepSize() implements StepSizeController {
    /** The grid is affine in t0 and t1, its number of steps held fixed. The first step has size dt0 wherever it starts. */
    @Override
    public OptionalDouble fraction(int point, double length, OptionalDouble dt0) {
        return OptionalDouble.of(point == 1 ? 0 : point / count(length, dt0.getAsDouble()));
    }

    private static double count(double length, double dt0) {
        return Math.ceil(length / Math.nextUp(dt0));
    }

    @Override
    public StepSizes begin(Span span) {
        if (span.dt0().isEmpty()) {
            throw new IllegalArgumentException(
                    "ConstantStepSize needs dt0; pass SolveOptions.dt0(...), or use PIDController for automatic steps");
        }
        double dt0 = span.dt0().getAsDouble();
        double length = span.t1() - span.t0();
        double count = count(length, dt0);
        return new StepSizes() {
            private double taken;

            @Override
            public double firstEnd() {
                return span.t0() + dt0;
            }

            @Override
            public Verdict judge(double start, double end, double error) {
                taken++;
                return Verdict.ACCEPT;
            }

            @Override
            public void cut(double end) {
                taken--;
            }

            @Override
            public double nextEnd() {
                if (Double.isInfinite(length)) {
                    return span.t0() + dt0 * (taken + 1);
                }
                return taken + 1 >= count ? span.t1() : span.t0() + length * ((taken + 1) / count);
            }
        };
    }
}
