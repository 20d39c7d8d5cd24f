package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * The positions of the numbers along an axis in their order, as float64: from the smallest, or from the largest where it falls. Equal numbers
 * keep their order, and NaN counts as larger than all. Piecewise constant: no derivative.
 */
record ArgSort(int axis, boolean falls) implements Operation {
    @Override
    public String name() {
        return "argsort";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        in.get(0).shape().axis(axis);
        return Indices.type(in.get(0).shape());
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        int length = x.shape().dim(axis);
        int stride = x.shape().strides()[x.shape().axis(axis)];
        int rows = length == 0 ? 0 : x.size() / length;
        StableOrder order = new StableOrder(length, falls);
        return () -> {
            for (int row = 0; row < rows; row++) {
                int first = row / stride * stride * length + row % stride;
                for (int j = 0; j < length; j++) {
                    order.numbers()[j] = x.get(first + j * stride);
                }
                int[] sorted = order.sort();
                for (int j = 0; j < length; j++) {
                    out.set(first + j * stride, sorted[j]);
                }
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return null;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return null;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new ArgSort(Batching.axis(axis), falls), in);
    }
}
