package org.palinode.autodiff.internal.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;

/**
 * Matrix products by {@link OpenBlas}, called directly on our memory: no copy, no ND4J operation. It is held to one thread, in the whole
 * process; large products are divided among {@link Workers}.
 */
public final class Blas {
    private Blas() {}

    /**
     * The kernel of C = op(A) op(B) + beta C.
     *
     * @param a [m, k], or [k, m] if transposed
     * @param b [k, n], or [n, k] if transposed
     * @param c [m, n]
     * @param beta 0 to overwrite C, 1 to add to it
     */
    public static Kernel gemm(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer c, double beta) {
        int m = c.shape().dim(0);
        int n = c.shape().dim(1);
        int k = a.shape().dim(transposeA ? 0 : 1);
        if (m == 0 || n == 0 || k == 0) {
            return () -> {
                if (beta == 0) {
                    c.fill(0);
                }
            };
        }
        boolean wide = a.dtype() == DType.FLOAT64;
        if (m == 1) {
            return wide ? dgemv(a, b, transposeB, c, beta) : sgemv(a, b, transposeB, c, (float) beta);
        }
        if (k == 1 && beta == 1) {
            return wide ? dger(a, b, c) : sger(a, b, c);
        }
        return SplitProduct.of(Product.whole(a, transposeA, b, transposeB, c, beta), Workers.shared());
    }

    private static Kernel dgemv(Buffer a, Buffer b, boolean transposeB, Buffer c, double beta) {
        DoublePointer pa = a.doublePointer();
        DoublePointer pb = b.doublePointer();
        DoublePointer pc = c.doublePointer();
        int rows = b.shape().dim(0);
        int columns = b.shape().dim(1);
        boolean transposed = !transposeB;
        return () -> OpenBlas.gemv(transposed, rows, columns, pb, pa, beta, pc);
    }

    private static Kernel sgemv(Buffer a, Buffer b, boolean transposeB, Buffer c, float beta) {
        FloatPointer pa = a.floatPointer();
        FloatPointer pb = b.floatPointer();
        FloatPointer pc = c.floatPointer();
        int rows = b.shape().dim(0);
        int columns = b.shape().dim(1);
        boolean transposed = !transposeB;
        return () -> OpenBlas.gemv(transposed, rows, columns, pb, pa, beta, pc);
    }

    private static Kernel dger(Buffer a, Buffer b, Buffer c) {
        DoublePointer pa = a.doublePointer();
        DoublePointer pb = b.doublePointer();
        DoublePointer pc = c.doublePointer();
        int m = c.shape().dim(0);
        int n = c.shape().dim(1);
        return () -> OpenBlas.ger(m, n, pa, pb, pc);
    }

    private static Kernel sger(Buffer a, Buffer b, Buffer c) {
        FloatPointer pa = a.floatPointer();
        FloatPointer pb = b.floatPointer();
        FloatPointer pc = c.floatPointer();
        int m = c.shape().dim(0);
        int n = c.shape().dim(1);
        return () -> OpenBlas.ger(m, n, pa, pb, pc);
    }
}
