package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** (positions, part) → zeros of shape {@code whole}, and the part added where {@link TakeAlong} would take it from: its transpose. */
record ScatterAlong(int axis, Shape whole) implements Operation {
    @Override
    public String name() {
        return "scatter_along";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TakeAlong.requireRows(name(), in.get(0).shape(), whole, axis);
        if (!in.get(0).shape().equals(in.get(1).shape())) {
            throw new IllegalArgumentException("scatter_along needs a number for each position, got " + in.get(1)
                    + " for " + in.get(0).shape());
        }
        return in.get(1).with(whole);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return NumbersAlong.add(in.get(0), new Positions("takeAlong", axis, out.type()), in.get(1), out);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return input == 0 ? null : Tensor.apply(new TakeAlong(axis), in.get(0), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        ScatterAlong each = new ScatterAlong(Batching.axis(axis), Batching.shape(size, whole));
        return Tensor.apply(each, Batching.stretched(in, isBatched, size));
    }
}
