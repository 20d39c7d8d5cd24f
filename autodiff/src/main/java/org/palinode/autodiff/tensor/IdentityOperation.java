package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/** An {@link Operation} whose output is its first input, and so are derivatives unless overridden; further inputs are read only. */
public interface IdentityOperation extends Operation {
    @Override
    default TensorType output(List<TensorType> in) {
        return in.get(0);
    }

    @Override
    default Kernel bind(List<Buffer> in, Buffer out) {
        Buffer source = in.get(0);
        return () -> out.copyFrom(source);
    }

    @Override
    default Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return input == 0 ? outBar : null;
    }

    @Override
    default Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return inDot.get(0);
    }
}
