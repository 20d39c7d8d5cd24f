package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.kernel.Kernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The largest number along one axis, which disappears; NaN where there is one. Ties share the gradient equally. */
public record Max(int axis) implements Operation {
    @Override
    public String name() {
        return "max";
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
        return shares(in.get(0), out).times(kept(outBar, in.get(0)));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return shares(in.get(0), out).times(inDot.get(0)).sum(axis);
    }

    /** 1 / (number of ties) where the maximum is reached, 0 elsewhere. */
    private Tensor shares(Tensor x, Tensor max) {
        Tensor hits = x.equalTo(kept(max, x)).stopGradient();
        return hits.dividedBy(kept(hits.sum(axis), x));
    }

    private Tensor kept(Tensor reduced, Tensor x) {
        return reduced.reshape(x.shape().with(axis, 1));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Max(Batching.axis(axis)), in);
    }
}
