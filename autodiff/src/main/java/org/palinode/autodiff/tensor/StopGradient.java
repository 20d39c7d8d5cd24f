package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The identity, with derivative zero. */
public record StopGradient() implements Operation {
    @Override
    public String name() {
        return "stop_gradient";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return in.get(0);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer source = in.get(0);
        return () -> out.copyFrom(source);
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
