package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** (positions, part) → zeros of shape {@code whole}, and the part added where {@link Take} would take it from: its transpose. */
record ScatterAdd(int axis, Shape whole) implements Operation {
    @Override
    public String name() {
        return "scatter_add";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType out = in.get(1).with(whole);
        TensorType part = new Take(axis).output(List.of(in.get(0), out));
        if (!part.equals(in.get(1))) {
            throw new IllegalArgumentException("scatterAdd at positions " + in.get(0) + " along axis " + axis + " of "
                    + whole + " needs " + part + ", got " + in.get(1));
        }
        return out;
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Positions positions = new Positions("scatterAdd", axis, out.type());
        return new ReboundKernel(in, out, (from, to) -> Picking.add(from.get(0), positions, from.get(1), to));
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return input == 0 ? null : Tensor.apply(new Take(axis), in.get(0), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return isBatched.test(0)
                ? Operation.super.batch(in, isBatched, size)
                : Tensor.apply(new ScatterAdd(Batching.axis(axis), Batching.shape(size, whole)), in);
    }
}
