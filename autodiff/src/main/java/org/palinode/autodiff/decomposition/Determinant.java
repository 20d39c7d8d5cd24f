package org.palinode.autodiff.decomposition;

import org.palinode.autodiff.tensor.Tensor;

/**
 * A determinant of any size, sign × e^logarithm.
 *
 * @param sign −1, 0 or 1, [...]; it has no slope
 * @param logarithm log |det A|, [...]; −∞ where the sign is 0
 */
public record Determinant(Tensor sign, Tensor logarithm) {
    /** The determinant itself. */
    public Tensor value() {
        return sign.times(logarithm.exp());
    }
}
