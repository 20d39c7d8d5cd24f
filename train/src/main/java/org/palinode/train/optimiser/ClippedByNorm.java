package org.palinode.train.optimiser;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * An optimiser on gradients shortened to a norm.
 *
 * <p>Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks", 2012, arXiv:1211.5063.
 */
record ClippedByNorm(Optimiser inner, double most) implements Wrapper {
    ClippedByNorm {
        Settings.requirePositive("the norm that gradients are clipped to", most);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor norm = Tensor.stack(
                        0, leaves.each(i -> leaves.gradient().get(i).norm().cast(DType.FLOAT64)))
                .norm();
        Tensor factor = norm.maximum(most).dividedInto(most);
        return inner.advance(
                leaves.withGradient(leaves.each(i -> leaves.gradient().get(i).times(factor))));
    }
}
