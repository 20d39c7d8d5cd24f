package org.palinode.autodiff.internal.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;

/**
 * C = op(A) op(B) + beta C, or the rows from {@code row} and columns from {@code column} of C, or of its sums over k the terms from
 * {@code term}. How far apart the rows of A, B and C lie follows from the sizes of the whole product.
 *
 * @param a [m, k], or [k, m] if transposed
 * @param b [k, n], or [n, k] if transposed
 * @param c [m, n]
 * @param m rows of this part of C
 * @param n columns of this part of C
 * @param k terms of each of its sums
 */
record Product(
        Buffer a,
        boolean transposeA,
        Buffer b,
        boolean transposeB,
        Buffer c,
        double beta,
        int row,
        int column,
        int term,
        int m,
        int n,
        int k) {

    static Product whole(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer c, double beta) {
        int m = c.shape().dim(0);
        int n = c.shape().dim(1);
        int k = a.shape().dim(transposeA ? 0 : 1);
        return new Product(a, transposeA, b, transposeB, c, beta, 0, 0, 0, m, n, k);
    }

    /** The part with the rows from {@code first} to before {@code end}. */
    Product rows(int first, int end) {
        return new Product(a, transposeA, b, transposeB, c, beta, row + first, column, term, end - first, n, k);
    }

    /** The part with the columns from {@code first} to before {@code end}. */
    Product columns(int first, int end) {
        return new Product(a, transposeA, b, transposeB, c, beta, row, column + first, term, m, end - first, k);
    }

    /** The terms from {@code first} to before {@code end} of each sum; they overwrite C if the first one is among them and beta is 0. */
    Product terms(int first, int end) {
        double factor = first == 0 ? beta : 1;
        return new Product(a, transposeA, b, transposeB, c, factor, row, column, term + first, m, n, end - first);
    }

    /** By BLAS. */
    Kernel gemm() {
        int lda = a.shape().dim(1);
        int ldb = b.shape().dim(1);
        int ldc = c.shape().dim(1);
        long startA = transposeA ? (long) term * lda + row : (long) row * lda + term;
        long startB = transposeB ? (long) column * ldb + term : (long) term * ldb + column;
        long startC = (long) row * ldc + column;
        if (a.dtype() == DType.FLOAT64) {
            DoublePointer pa = a.doublePointer().getPointer(startA);
            DoublePointer pb = b.doublePointer().getPointer(startB);
            DoublePointer pc = c.doublePointer().getPointer(startC);
            return () -> OpenBlas.gemm(transposeA, transposeB, m, n, k, pa, lda, pb, ldb, beta, pc, ldc);
        }
        float factor = (float) beta;
        FloatPointer pa = a.floatPointer().getPointer(startA);
        FloatPointer pb = b.floatPointer().getPointer(startB);
        FloatPointer pc = c.floatPointer().getPointer(startC);
        return () -> OpenBlas.gemm(transposeA, transposeB, m, n, k, pa, lda, pb, ldb, factor, pc, ldc);
    }
}
