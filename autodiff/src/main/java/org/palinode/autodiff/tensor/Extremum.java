package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * The largest or the smallest number along one axis, which disappears; NaN where there is one. Ties share the gradient equally.
 *
 * @param function which of two numbers it is
 */
record Extremum(String name, Elementwise function, int axis) implements Operation, Reduction {
    static Extremum max(int axis) {
        return new Extremum("max", Kinked.MAXIMUM, axis);
    }

    static Extremum min(int axis) {
        return new Extremum("min", Kinked.MINIMUM, axis);
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        if (shape.dim(axis) == 0) {
            throw new IllegalArgumentException(name + " over an axis without numbers: axis " + axis + " of " + shape);
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
                double extreme = function.start();
                for (int j = 0; j < length; j++, index += stride) {
                    extreme = function.evaluate(extreme, source.get(index), 0);
                }
                out.set(i, extreme);
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

    /** The tangent of the number that moves fastest, of several largest ones: it stays the largest; of the smallest, that of the slowest. */
    @Override
    public List<Tensor> oneSided(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        ExtremumShare share = shares(in.get(0));
        Tensor isHit = share.shares(in.get(0)).greater(0);
        return Tensor.apply(this, List.of(share.amongHits(isHit, inDot.get(0))));
    }

    private ExtremumShare shares(Tensor x) {
        return new ExtremumShare(name + "_share", function, x.shape().axis(axis));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Extremum(name, function, Batching.axis(axis)), in);
    }

    @Override
    public String toString() {
        return name + "[axis=" + axis + "]";
    }
}
