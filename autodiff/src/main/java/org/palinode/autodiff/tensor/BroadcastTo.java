package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Stretches axes of length 1, and adds leading ones, by numpy's rules. VJP: the sum over the stretched axes. */
record BroadcastTo(Shape shape) implements View {
    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        if (!in.get(0).shape().broadcastsTo(shape)) {
            throw new IllegalArgumentException(
                    "cannot broadcast " + in.get(0) + " to " + shape + ": each axis must agree or have length 1");
        }
        return in.get(0).with(shape);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return gather(in.get(0), out);
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.broadcast(out);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.sumTo(in.get(0).shape());
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return List.of(Batching.aligned(in.get(0), shape.rank()).broadcastTo(Batching.shape(size, shape)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BroadcastTo that && shape.equals(that.shape);
    }

    @Override
    public int hashCode() {
        return shape.hashCode();
    }
}
