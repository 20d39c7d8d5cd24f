package org.palinode.autodiff.internal.kernel.blas;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgbtrf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgbtrs_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetrf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetrs_work;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas.cblas_dger;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas.cblas_sger;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * The one way to BLAS and LAPACK. Each routine runs on one thread and, where the {@link SelfCheck} failed, is refused by an
 * {@link IllegalStateException}. Matrices of products lie row by row, those of linear systems column by column.
 *
 * <p>LAPACK's routines are called past the search for NaN with which LAPACKE begins: one NaN in a right side would leave all sides unsolved.
 */
public final class OpenBlas {
    private OpenBlas() {}

    /** Refuses products where they would be refused; for those who hand them to other threads, whose exceptions arrive as causes. */
    public static void requireProducts() {
        Verdict.letProductsThrough();
    }

    /** C = op(A) op(B) + beta C, C [m, n] with sums of k terms; {@code lda} to {@code ldc} are the distances of rows in memory. */
    public static void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            DoublePointer a,
            int lda,
            DoublePointer b,
            int ldb,
            double beta,
            DoublePointer c,
            int ldc) {
        Verdict.letProductsThrough();
        cblas_dgemm(
                CblasRowMajor, operation(transposeA), operation(transposeB), m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    }

    /** The same in single precision. */
    public static void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            float beta,
            FloatPointer c,
            int ldc) {
        Verdict.letProductsThrough();
        cblas_sgemm(
                CblasRowMajor, operation(transposeA), operation(transposeB), m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
    }

    /** y = op(A) x + beta y for A [rows, columns]. */
    public static void gemv(
            boolean transposed, int rows, int columns, DoublePointer a, DoublePointer x, double beta, DoublePointer y) {
        Verdict.letProductsThrough();
        cblas_dgemv(CblasRowMajor, operation(transposed), rows, columns, 1, a, columns, x, 1, beta, y, 1);
    }

    /** The same in single precision. */
    public static void gemv(
            boolean transposed, int rows, int columns, FloatPointer a, FloatPointer x, float beta, FloatPointer y) {
        Verdict.letProductsThrough();
        cblas_sgemv(CblasRowMajor, operation(transposed), rows, columns, 1, a, columns, x, 1, beta, y, 1);
    }

    /** A = A + x yᵀ for x [m] and y [n]. */
    public static void ger(int m, int n, DoublePointer x, DoublePointer y, DoublePointer a) {
        Verdict.letProductsThrough();
        cblas_dger(CblasRowMajor, m, n, 1, x, 1, y, 1, a, n);
    }

    /** The same in single precision. */
    public static void ger(int m, int n, FloatPointer x, FloatPointer y, FloatPointer a) {
        Verdict.letProductsThrough();
        cblas_sger(CblasRowMajor, m, n, 1, x, 1, y, 1, a, n);
    }

    /**
     * Overwrites a matrix [n, n] by its LU factors, with row exchanges [n].
     *
     * @return 0, or the number of the first pivot that is zero, from 1 on
     */
    public static int getrf(int n, DoublePointer matrix, IntPointer pivots) {
        Verdict.letSolutionsThrough();
        return LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, matrix, rows(n), pivots);
    }

    /** Overwrites {@code count} right sides [n], one after another, by the solutions of op(A) x = b, from the factors of A. */
    public static void getrs(
            boolean transposed, int n, int count, DoublePointer factors, IntPointer pivots, DoublePointer right) {
        Verdict.letSolutionsThrough();
        LAPACKE_dgetrs_work(LAPACK_COL_MAJOR, letter(transposed), n, count, factors, rows(n), pivots, right, rows(n));
    }

    /**
     * Overwrites a band matrix by its LU factors: in each column of {@code leading} = 2 lower + upper + 1 numbers, {@code lower} are left free
     * for row exchanges.
     *
     * @return as {@link #getrf}
     */
    public static int gbtrf(int n, int lower, int upper, DoublePointer matrix, int leading, IntPointer pivots) {
        Verdict.letSolutionsThrough();
        return LAPACKE_dgbtrf_work(LAPACK_COL_MAJOR, n, n, lower, upper, matrix, leading, pivots);
    }

    /** Solves as {@link #getrs}, from the factors of a band matrix. */
    public static void gbtrs(
            boolean transposed,
            int n,
            int lower,
            int upper,
            int count,
            DoublePointer factors,
            int leading,
            IntPointer pivots,
            DoublePointer right) {
        Verdict.letSolutionsThrough();
        LAPACKE_dgbtrs_work(
                LAPACK_COL_MAJOR, letter(transposed), n, lower, upper, count, factors, leading, pivots, right, rows(n));
    }

    private static int operation(boolean transposed) {
        return transposed ? CblasTrans : CblasNoTrans;
    }

    /** The distance of columns: LAPACK wants at least 1 where there is nothing. */
    private static int rows(int n) {
        return Math.max(1, n);
    }

    private static byte letter(boolean transposed) {
        return (byte) (transposed ? 'T' : 'N');
    }
}
