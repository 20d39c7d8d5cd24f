package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Residual block x ↦ x + inner(x).
 *
 * <p>Source: K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385.
 *
 * @param inner a layer, a {@link Chain} or a function
 */
public record Residual(UnaryOperator<Tensor> inner) implements UnaryOperator<Tensor> {
    public Residual {
        Objects.requireNonNull(inner, "a residual block needs an inner layer, got null");
    }

    /** @throws IllegalArgumentException if the inner layer gives another shape than x has */
    @Override
    public Tensor apply(Tensor x) {
        Objects.requireNonNull(x, "a residual block needs an input, got null");
        Tensor change = inner.apply(x);
        if (!change.shape().equals(x.shape())) {
            throw new IllegalArgumentException(
                    "a residual block adds to its input, " + x.type() + ", got " + change.type() + " to add");
        }
        return x.plus(change);
    }
}
