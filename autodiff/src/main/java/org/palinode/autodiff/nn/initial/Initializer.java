package org.palinode.autodiff.nn.initial;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Law by which the weights of a layer are drawn. */
@FunctionalInterface
public interface Initializer {
    /**
     * Weights of this type. The same key gives the same ones.
     *
     * @param in the number of inputs that each output of the layer adds up
     * @param out the number of outputs to which each input adds
     */
    Tensor draw(RandomKey key, TensorType type, int in, int out);
}
