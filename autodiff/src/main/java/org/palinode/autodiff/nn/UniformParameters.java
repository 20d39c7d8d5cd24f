package org.palinode.autodiff.nn;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Draws the parameters of a layer one after the other, uniform in ±1/√width, each by a key of its own. */
final class UniformParameters {
    private final RandomKey key;
    private final DType dtype;
    private final double bound;
    private int drawn;

    UniformParameters(RandomKey key, DType dtype, int width) {
        this.key = key;
        this.dtype = dtype;
        bound = 1 / Math.sqrt(width);
    }

    Tensor next(int... dims) {
        return key.fold(drawn++).uniform(new TensorType(dtype, Shape.of(dims)), -bound, bound);
    }
}
