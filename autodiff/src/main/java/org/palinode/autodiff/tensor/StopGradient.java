package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Shape;

/** The identity, with derivative zero. */
record StopGradient() implements IdentityOperation, Movement {
    @Override
    public String name() {
        return "stop_gradient";
    }

    @Override
    public boolean stopsGradients() {
        return true;
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        return Strides.whole(out).indices();
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in;
    }

    @Override
    public int viewOffset(Shape in) {
        return 0;
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
        return Tensor.apply(this, in);
    }
}
