package org.palinode.ode.controller;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/**
 * Controller with steps of one size dt0. The first step ends at t0 + dt0, step i at t0 + (t1 − t0) i/N with N = ⌈(t1 − t0)/dt0⌉: the others
 * divide what is left of the interval. If dt0 divides the interval to rounding, or t1 is infinite, step i ends at t0 + i dt0. Then t1 does
 * not matter, and a solve that is cut at one of these ends has the steps of the whole. Rounding does not accumulate.
 */
public record ConstantStepSize() implements StepSizeController {
    /** dt0 divides the interval if the last end misses t1 by no more than this part of a step. */
    private static final double ROUNDING = 1e-9;

    /**
     * The same steps for a field that jumps at these times, in any order. A step with a jump ends just before it. The next step starts just
     * after it, from y alone, and ends where the first would have ended. Interior times of such steps do not move with t0 and t1.
     */
    public ClipStepSizeController jumpTs(double... times) {
        return ClipStepSizeController.ofFixed(this, times);
    }

    private static boolean divides(double count, double length, double dt0) {
        return Math.abs(dt0 * count - length) <= ROUNDING * dt0;
    }

    private static double count(double length, double dt0) {
        double nearest = Math.rint(length / dt0);
        return divides(nearest, length, dt0) ? nearest : Math.ceil(length / Math.nextUp(dt0));
    }

    /** The grid is affine in t0 and t1, its number of steps held fixed. The first step has size dt0 wherever it starts. */
    @Override
    public OptionalDouble fraction(int point, double length, OptionalDouble dt0) {
        return OptionalDouble.of(point == 1 ? 0 : point / count(length, dt0.getAsDouble()));
    }

    @Override
    public OptionalDouble steps(double length, OptionalDouble dt0) {
        return dt0.isPresent() ? OptionalDouble.of(count(length, dt0.getAsDouble())) : dt0;
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return dt0.orElse(0);
    }

    @Override
    public StepSizes begin(Span span) {
        if (span.dt0().isEmpty()) {
            throw new IllegalArgumentException(
                    "ConstantStepSize needs dt0; pass SolveOptions.dt0(...), or use PIDController for automatic steps");
        }
        return new Grid(span.t0(), span.t1(), span.dt0().getAsDouble(), 0);
    }

    /** The step sizes of the same grid, beyond the old t1 too. */
    @Override
    public StepSizes resume(Span span, double[] state) {
        ControllerState.requireCount(this, 4, state);
        return new Grid(state[0], state[1], state[2], state[3]);
    }

    /** The points of a solve from t0 to t1, of which {@code taken} have been reached. */
    private static final class Grid implements StepSizes {
        private final double t0;
        private final double t1;
        private final double dt0;
        private final double count;
        private final boolean divides;
        private double taken;
        private boolean reached;

        Grid(double t0, double t1, double dt0, double taken) {
            this.t0 = t0;
            this.t1 = t1;
            this.dt0 = dt0;
            this.taken = taken;
            count = count(t1 - t0, dt0);
            divides = divides(count, t1 - t0, dt0);
        }

        @Override
        public double[] state() {
            return new double[] {t0, t1, dt0, taken};
        }

        @Override
        public double firstEnd() {
            return nextEnd();
        }

        @Override
        public Verdict judge(double start, double end, double error) {
            reached = true;
            taken++;
            return Verdict.ACCEPT;
        }

        @Override
        public void cut(double end) {
            taken -= reached ? 1 : 0;
            reached = false;
        }

        @Override
        public double nextEnd() {
            return point(taken + 1);
        }

        @Override
        public Optional<IntToDoubleFunction> grid() {
            double first = taken;
            return Optional.of(step -> point(first + step));
        }

        private double point(double index) {
            if (index == 0) {
                return t0; // the sum below would lose the sign of a zero
            }
            if (index == count) {
                return t1;
            }
            boolean whole = index == 1 || divides || Double.isInfinite(t1);
            return t0 + (whole ? dt0 * index : (t1 - t0) * (index / count));
        }
    }
}
