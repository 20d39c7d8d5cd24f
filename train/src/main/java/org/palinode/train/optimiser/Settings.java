package org.palinode.train.optimiser;

import java.util.Objects;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/** Checks of what optimisers are told. */
final class Settings {
    private Settings() {}

    static void requirePositive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) { // also refuses NaN
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
    }

    static void requireNotNegative(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) { // also refuses NaN
            throw new IllegalArgumentException(what + " must be finite and not negative, got " + value);
        }
    }

    static void requireShare(String what, double value) {
        if (!(0 <= value && value < 1)) { // also refuses NaN
            throw new IllegalArgumentException(what + " must lie in [0, 1), got " + value);
        }
    }

    static void requireRate(Schedule rate) {
        Objects.requireNonNull(rate, "an optimiser needs a learning rate, got null");
    }

    /** A constant learning rate. */
    static Schedule rate(double value) {
        requireNotNegative("a learning rate", value);
        return Schedule.constant(value);
    }

    /** The learning rate of the next step; refuses one that is not finite when it is computed. */
    static Tensor rate(Schedule rate, Leaves leaves) {
        Tensor value = rate.at(leaves.steps());
        if (value.rank() != 0 || value.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "a schedule must give a float64 scalar, f64[], got " + value.type() + " from " + rate);
        }
        return Tensor.apply(RequireFiniteRate.CHECK, value, leaves.steps());
    }
}
