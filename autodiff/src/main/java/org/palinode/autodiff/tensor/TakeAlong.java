package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * (positions, x) → for each position what lies there along an axis of x, in its own row: both have the same other axes. VJP for x:
 * {@link ScatterAlong}. Piecewise constant in the positions: no derivative.
 */
record TakeAlong(int axis) implements Operation {
    @Override
    public String name() {
        return "take_along";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        requireRows(name(), in.get(0).shape(), in.get(1).shape(), axis);
        return in.get(1).with(in.get(0).shape());
    }

    static void requireRows(String what, Shape positions, Shape x, int axis) {
        if (positions.rank() != x.rank() || !positions.without(axis).equals(x.without(axis))) {
            throw new IllegalArgumentException(
                    what + " along axis " + axis + " of " + x + " needs positions with the same other axes, got "
                            + positions + "; take(axis, positions) takes the same of each row");
        }
    }

    /** Place in memory of position number {@code i}, at {@code position} of the axis in a row of {@code count} positions [count, stride]. */
    static int place(int i, int position, int count, int length, int stride) {
        int row = i / (stride * count);
        return (row * length + position) * stride + i % stride;
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer at = in.get(0);
        Buffer x = in.get(1);
        Positions positions = new Positions("takeAlong", axis, x.type());
        int size = out.size();
        int count = at.shape().dim(axis);
        int length = positions.length();
        int stride = positions.inner();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, x.get(place(i, positions.at(at, i), count, length, stride)));
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return input == 0 ? null : Tensor.apply(new ScatterAlong(axis, in.get(1).shape()), in.get(0), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new TakeAlong(Batching.axis(axis)), Batching.stretched(in, isBatched, size));
    }
}
