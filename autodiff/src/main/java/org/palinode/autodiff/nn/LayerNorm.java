package org.palinode.autodiff.nn;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Normalisation over the last axis: (x − mean) / √(variance + ε) · scale + shift, for each row by its own mean and variance.
 *
 * <p>Source: J. Ba, J. Kiros, G. Hinton, "Layer Normalization", 2016, arXiv:1607.06450.
 *
 * @param scale [n]
 * @param shift [n]
 * @param epsilon ε, in the unit of x²
 */
public record LayerNorm(Tensor scale, Tensor shift, double epsilon) implements UnaryOperator<Tensor> {
    /** @throws IllegalArgumentException if scale and shift are not vectors of one length and type, or ε is not positive */
    public LayerNorm {
        int n = Parameter.length(scale);
        Parameter.require(
                "a layer norm needs scale [n] and shift [n]", new Parameter(scale, n), new Parameter(shift, n));
        Moments.requirePositive("a layer norm", epsilon);
    }

    /** A layer with scale 1, shift 0 and ε = 1e-5. */
    public static LayerNorm of(DType dtype, int n) {
        TensorType type = new TensorType(dtype, Shape.of(n));
        return new LayerNorm(Tensor.full(type, 1), Tensor.full(type, 0), 1e-5);
    }

    /** The normalised rows, [..., n] → [..., n]. */
    @Override
    public Tensor apply(Tensor x) {
        Inputs.lastAxis("a layer norm", x, scale);
        return Moments.of(x, Axes.of(-1)).normalised(epsilon).times(scale).plus(shift);
    }
}
