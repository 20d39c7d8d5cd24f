package org.palinode.train.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A number that depends on the step. The first step is number 0. A schedule of one's own is a function of a scalar, written in tensor
 * operations. Schedules made here are values, equal when their numbers are.
 */
@FunctionalInterface
public interface Schedule {
    /** The number at a step: float64 scalar [] → float64 scalar []. */
    Tensor at(Tensor step);

    /** The number at a step; refuses a negative one. */
    default double at(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("the first step is 0, got " + step);
        }
        return at(Tensor.scalar(step)).item();
    }

    /** The schedule of one number. */
    static Schedule constant(double value) {
        return new Constant(value);
    }

    /** A straight line from {@code first} at step 0 to {@code last} at step {@code steps}, which stays from there on. */
    static Schedule linear(double first, double last, int steps) {
        return new Linear(first, last, steps);
    }

    /** The curve {@code first} · {@code factor}^(step / {@code steps}). */
    static Schedule exponential(double first, double factor, int steps) {
        return new Exponential(first, factor, steps);
    }

    /**
     * Half a period of the cosine, from {@code first} at step 0 to {@code last} at step {@code steps}, which stays from there on.
     *
     * <p>Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, arXiv:1608.03983.
     */
    static Schedule cosine(double first, double last, int steps) {
        return new Cosine(first, last, steps);
    }

    /**
     * A constant number between steps at which it jumps: {@code piecewise(List.of(0.1, 0.01), 500)} is 0.1 before step 500 and 0.01 from
     * there on.
     *
     * @throws IllegalArgumentException if there is not one value more than jumps, or the jumps do not increase
     */
    static Schedule piecewise(List<Double> values, int... jumps) {
        Objects.requireNonNull(values, "a piecewise schedule needs values, got null");
        values.forEach(value -> Objects.requireNonNull(value, "a value of a piecewise schedule is null"));
        Objects.requireNonNull(jumps, "a piecewise schedule needs the steps at which it jumps, got null");
        return new Piecewise(values, Arrays.stream(jumps).boxed().toList());
    }

    /** Begins this schedule after {@code steps} steps of a straight line from {@code first} to where it starts. */
    default Schedule warmUp(double first, int steps) {
        return new WarmUp(this, first, steps);
    }
}
