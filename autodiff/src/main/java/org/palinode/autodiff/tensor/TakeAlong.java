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

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return NumbersAlong.take(
                in.get(0), new Positions("takeAlong", axis, in.get(1).type()), in.get(1), out);
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
