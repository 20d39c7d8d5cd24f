package org.palinode.autodiff.constraint;

import java.util.Objects;
import java.util.function.DoublePredicate;
import org.palinode.autodiff.tensor.Tensor;

/** Refusal of numbers outside of a constraint, where they can be seen. */
final class Requirement {
    private Requirement() {}

    static void require(String constraint, Tensor value, DoublePredicate fits) {
        Objects.requireNonNull(value, () -> constraint + ", got null");
        if (value.isSymbolic()) {
            return;
        }
        for (double number : value.stopGradient().toArray()) {
            if (!fits.test(number)) {
                throw new IllegalArgumentException(constraint + ", got a value of " + number);
            }
        }
    }
}
