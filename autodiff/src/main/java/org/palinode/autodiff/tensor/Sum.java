package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The sum over one axis, which disappears; adds in index order. */
record Sum(int axis) implements LinearOperation, Reduction {
    @Override
    public String name() {
        return "sum";
    }

    @Override
    public NumberFunction function() {
        return Arithmetic.ADD;
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0).with(in.get(0).shape().without(axis));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer source = in.get(0);
        int length = source.shape().dim(axis);
        int stride = source.shape().strides()[source.shape().axis(axis)];
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                int index = i / stride * stride * length + i % stride;
                double sum = 0;
                for (int j = 0; j < length; j++, index += stride) {
                    sum += source.get(index);
                }
                out.set(i, sum);
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Shape shape = in.get(0).shape();
        return outBar.reshape(shape.with(axis, 1)).broadcastTo(shape);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Sum(Batching.axis(axis)), in);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sum that && axis == that.axis;
    }

    @Override
    public int hashCode() {
        return axis;
    }
}
