package org.palinode.autodiff.internal.kernel.operation;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** op(A) op(B) for inputs A and B, op(X) = X or Xᵀ. */
public interface MatrixProduct {
    boolean transposeA();

    boolean transposeB();

    /** The kernel of C = op(A) op(B) + beta C. */
    Kernel bind(List<Buffer> in, Buffer out, double beta);
}
