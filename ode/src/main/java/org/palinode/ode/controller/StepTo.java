package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Controller with a step from each of the given times to the next, exactly. Times are in the direction of the solve, from its t0 to its t1.
 */
public final class StepTo implements StepSizeController {
    private final double[] ts;

    /**
     * A controller for these times.
     *
     * @throws IllegalArgumentException if there are fewer than two, or they do not strictly rise or strictly fall
     */
    public StepTo(double... ts) {
        Objects.requireNonNull(ts, "StepTo needs times, from t0 to t1, got null");
        if (ts.length < 2) {
            throw new IllegalArgumentException(
                    "StepTo needs at least two times, t0 and t1, got " + Arrays.toString(ts));
        }
        double direction = Math.signum(ts[1] - ts[0]);
        for (int i = 1; i < ts.length; i++) {
            if (!(direction * (ts[i] - ts[i - 1]) > 0)) {
                throw new IllegalArgumentException(
                        "the times of StepTo must strictly rise, or strictly fall for a solve back in time, but ts["
                                + (i - 1) + "] = " + ts[i - 1] + " and ts[" + i + "] = " + ts[i]);
            }
        }
        this.ts = ts.clone();
    }

    /** The same steps for a field that jumps at some times, in any order; see {@link ConstantStepSize#jumpTs}. */
    public ClipStepSizeController jumpTs(double... times) {
        return ClipStepSizeController.ofFixed(this, times);
    }

    public double[] ts() {
        return ts.clone();
    }

    @Override
    public OptionalDouble steps(double length, OptionalDouble dt0) {
        return OptionalDouble.of(ts.length - 1);
    }

    @Override
    public double shortestStep(OptionalDouble dt0) {
        return IntStream.range(1, ts.length)
                .mapToDouble(i -> Math.abs(ts[i] - ts[i - 1]))
                .min()
                .orElse(0);
    }

    @Override
    public StepSizes begin(Span span) {
        if (span.dt0().isPresent()) {
            throw new IllegalArgumentException("StepTo takes its steps from its times; leave dt0 out, got "
                    + span.dt0().getAsDouble());
        }
        double direction = Math.signum(ts[1] - ts[0]);
        double first = direction * ts[0];
        double last = direction * ts[ts.length - 1];
        if (first != span.t0() || last != span.t1()) {
            throw new IllegalArgumentException("StepTo must start at t0 and end at t1 of the solve; it goes from "
                    + ts[0] + " to " + ts[ts.length - 1] + ", the solve from " + span.direction() * span.t0()
                    + " to " + span.direction() * span.t1()
                    + "; give it both ends, or solve from where it starts to where it ends");
        }
        return new Given(1);
    }

    /** The step sizes of a solve that continues to the next of these times. */
    @Override
    public StepSizes resume(Span span, double[] state) {
        ControllerState.requireCount(this, 1, state);
        double last = ts[ts.length - 1];
        if (span.direction() * last != span.t1()) {
            throw new IllegalArgumentException("the steps of this StepTo continue to " + last + ", but the solve to "
                    + span.direction() * span.t1() + "; solve to " + last
                    + ", or begin with a StepTo from here: ResumePoint.withoutController()");
        }
        return new Given((int) state[0]);
    }

    /** The controller with those of these times that lie between. */
    @Override
    public StepTo between(double from, double to) {
        double low = Math.min(from, to);
        double high = Math.max(from, to);
        double direction = Math.signum(to - from);
        DoubleStream inside = Arrays.stream(ts).filter(t -> low < t && t < high);
        return new StepTo(DoubleStream.concat(DoubleStream.of(from, to), inside)
                .map(t -> direction * t)
                .sorted()
                .map(t -> direction * t)
                .toArray());
    }

    private final class Given implements StepSizes {
        private final double direction = Math.signum(ts[1] - ts[0]);
        private int next;
        private boolean reached;

        /** Steps to time {@code next} first. */
        Given(int next) {
            this.next = next;
        }

        @Override
        public double[] state() {
            return new double[] {next};
        }

        @Override
        public double firstEnd() {
            return nextEnd();
        }

        @Override
        public Verdict judge(double start, double end, double error) {
            reached = true;
            next++;
            return Verdict.ACCEPT;
        }

        @Override
        public void cut(double end) {
            next -= reached ? 1 : 0;
            reached = false;
        }

        @Override
        public double nextEnd() {
            return direction * ts[Math.min(next, ts.length - 1)];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StepTo steps && Arrays.equals(ts, steps.ts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ts);
    }

    @Override
    public String toString() {
        return "StepTo[" + ts.length + " times from " + ts[0] + " to " + ts[ts.length - 1] + "]";
    }
}
