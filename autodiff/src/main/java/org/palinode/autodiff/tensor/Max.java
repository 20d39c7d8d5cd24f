package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The largest number along one axis, which disappears; NaN where there is one. Ties share the gradient equally. */
record Max(int axis) implements Operation, Reduction {
    @Override
    public String name() {
        return "max";
    }

    @Override
    public NumberFunction function() {
        return Kinked.MAXIMUM;
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        if (shape.dim(axis) == 0) {
            throw new IllegalArgumentException("max over an axis without numbers: axis " + axis + " of " + shape);
        }
        return in.get(0).with(shape.without(axis));
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
                double max = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < length; j++, index += stride) {
                    max = Math.max(max, source.get(index));
                }
                out.set(i, max);
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(shares(in.get(0)), outBar, in.get(0));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        Tensor shares = shares(in.get(0)).shares(in.get(0));
        return Tensor.apply(Cotangents.STRONG_MULTIPLY, inDot.get(0), shares).sum(axis);
    }

    /** The tangent of the number that moves fastest, of several largest ones: it stays the largest. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        Tensor isHit = shares(in.get(0)).shares(in.get(0)).greater(0);
        return List.of(ofHits(axis, isHit, inDot.get(0)));
    }

    private MaxShare shares(Tensor x) {
        return new MaxShare(x.shape().axis(axis));
    }

    /** The largest of {@code x} along an axis, among those that {@code isHit} is 1 for. */
    static Tensor ofHits(int axis, Tensor isHit, Tensor x) {
        return Tensor.where(isHit, x, Tensor.full(x.type(), Double.NEGATIVE_INFINITY))
                .max(axis);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Max(Batching.axis(axis)), in);
    }
}
