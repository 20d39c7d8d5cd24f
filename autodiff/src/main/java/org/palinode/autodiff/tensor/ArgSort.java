package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * The positions of the first numbers along an axis in their order, as float64: from the smallest, or from the largest where it falls. Equal
 * numbers keep their order, and NaN counts as larger than all. Piecewise constant: no derivative.
 *
 * @param count of the numbers that are found
 */
record ArgSort(int axis, boolean falls, int count) implements Operation {
    @Override
    public String name() {
        return "argsort";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return Indices.type(
                in.get(0).shape().without(axis).insert(in.get(0).shape().axis(axis), count));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        AxisRows rows = new AxisRows(in.get(0), axis);
        int length = in.get(0).shape().dim(axis);
        int stride = out.shape().strides()[out.shape().axis(axis)];
        int size = count == 0 ? 0 : out.size() / count;
        StableOrder order = new StableOrder(length, falls);
        return () -> {
            for (int row = 0; row < size; row++) {
                int[] sorted = order.of(rows.read(row), count);
                int first = row / stride * stride * count + row % stride;
                for (int j = 0; j < count; j++) {
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
        return Tensor.apply(new ArgSort(Batching.axis(axis), falls, count), in);
    }
}
