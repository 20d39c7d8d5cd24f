package org.palinode.autodiff.kernel;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas.cblas_dger;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** Matrix products by the BLAS that ND4J brings, called directly on our memory: no copy, no ND4J operation. */
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
        return a.dtype() == DType.FLOAT64
                ? dgemm(a, transposeA, b, transposeB, c, beta, m, n, k)
                : sgemm(a, transposeA, b, transposeB, c, (float) beta, m, n, k);
    }

    private static Kernel dgemm(
            Buffer a, boolean ta, Buffer b, boolean tb, Buffer c, double beta, int m, int n, int k) {
        DoublePointer pa = a.doublePointer();
        DoublePointer pb = b.doublePointer();
        DoublePointer pc = c.doublePointer();
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        if (m == 1) {
            int rows = tb ? n : k;
            int columns = tb ? k : n;
            int transpose = tb ? CblasNoTrans : CblasTrans;
            return () -> cblas_dgemv(CblasRowMajor, transpose, rows, columns, 1, pb, ldb, pa, 1, beta, pc, 1);
        }
        if (k == 1 && beta == 1) {
            return () -> cblas_dger(CblasRowMajor, m, n, 1, pa, 1, pb, 1, pc, n);
        }
        int opA = ta ? CblasTrans : CblasNoTrans;
        int opB = tb ? CblasTrans : CblasNoTrans;
        return () -> cblas_dgemm(CblasRowMajor, opA, opB, m, n, k, 1, pa, lda, pb, ldb, beta, pc, n);
    }

    private static Kernel sgemm(Buffer a, boolean ta, Buffer b, boolean tb, Buffer c, float beta, int m, int n, int k) {
        FloatPointer pa = a.floatPointer();
        FloatPointer pb = b.floatPointer();
        FloatPointer pc = c.floatPointer();
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        int opA = ta ? CblasTrans : CblasNoTrans;
        int opB = tb ? CblasTrans : CblasNoTrans;
        return () -> cblas_sgemm(CblasRowMajor, opA, opB, m, n, k, 1, pa, lda, pb, ldb, beta, pc, n);
    }
}
