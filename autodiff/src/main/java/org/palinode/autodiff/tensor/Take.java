package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.ReboundKernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/**
 * (positions, x) → what lies at these positions along an axis of x, which becomes the axes of the positions. The positions are known when it
 * runs. VJP for x: {@link ScatterAdd}. Piecewise constant in the positions: no derivative.
 */
record Take(int axis) implements Operation {
    @Override
    public String name() {
        return "take";
    }

    private Positions positions(TensorType whole) {
        return new Positions("take", axis, whole);
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType x = in.get(1);
        return x.with(positions(x).part(in.get(0).shape()));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Positions positions = positions(in.get(1).type());
        return new ReboundKernel(in, out, (from, to) -> Picking.take(from.get(0), positions, from.get(1), to));
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Tensor x = in.get(1);
        return input == 0 ? null : Tensor.apply(new ScatterAdd(axis, x.shape()), in.get(0), outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(1) == null ? null : Tensor.apply(this, in.get(0), inDot.get(1));
    }

    /** All at once where only one of the two is batched; many positions along a first axis lie side by side as a batch does. */
    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        if (!isBatched.test(0)) {
            return Tensor.apply(new Take(Batching.axis(axis)), in);
        }
        boolean first = in.get(1).shape().axis(axis) == 0;
        return isBatched.test(1) || !first ? Operation.super.batch(in, isBatched, size) : Tensor.apply(this, in);
    }
}
