package org.palinode.autodiff.internal.plan.code;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** C + X for inputs X, C, in C's memory. */
public record AddInto() implements InPlace {
    @Override
    public String name() {
        return "add_into";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        if (!in.get(0).equals(in.get(1))) {
            throw new IllegalArgumentException(
                    name() + " needs two values of one type, got " + in.get(0) + " and " + in.get(1));
        }
        return in.get(1);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, out.get(i) + x.get(i));
            }
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(0) == null
                ? inDot.get(1)
                : inDot.get(1) == null ? inDot.get(0) : inDot.get(0).plus(inDot.get(1));
    }
}
