package org.palinode.autodiff.tensor;

import java.util.List;

/** An {@link Operation} of one input that is linear in it: its tangent is the operation itself. */
public interface LinearOperation extends Operation {
    @Override
    default Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return Tensor.apply(this, inDot.get(0));
    }
}
