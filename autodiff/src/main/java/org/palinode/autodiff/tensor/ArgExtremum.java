package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * The position of the largest or the smallest number along an axis, which disappears, as float64: of several the first, and of a NaN if
 * there is one. Piecewise constant: no derivative.
 */
record ArgExtremum(int axis, boolean isLargest) implements Operation {
    @Override
    public String name() {
        return isLargest ? "argmax" : "argmin";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        if (shape.dim(axis) == 0) {
            throw new IllegalArgumentException(name() + " over an axis without numbers: axis " + axis + " of " + shape);
        }
        return Indices.type(shape.without(axis));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        int length = x.shape().dim(axis);
        int stride = x.shape().strides()[x.shape().axis(axis)];
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, position(x, i / stride * stride * length + i % stride, stride, length));
            }
        };
    }

    private int position(Buffer x, int first, int stride, int length) {
        int position = 0;
        double best = x.get(first);
        for (int j = 1; j < length && best == best; j++) {
            double number = x.get(first + j * stride);
            if (number != number || (isLargest ? number > best : number < best)) {
                position = j;
                best = number;
            }
        }
        return position;
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
        return Tensor.apply(new ArgExtremum(Batching.axis(axis), isLargest), in);
    }
}
