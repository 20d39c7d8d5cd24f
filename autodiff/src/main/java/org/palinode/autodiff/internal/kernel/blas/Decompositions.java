package org.palinode.autodiff.internal.kernel.blas;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgeqrf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dorgqr_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd_work;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dtrtrs_work;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * LAPACK's decompositions, under the same {@link SelfCheck} as {@link OpenBlas}. Matrices lie column by column. Each call needs room to work
 * in, of so many numbers as the method beside it says.
 */
public final class Decompositions {
    /** Columns that LAPACK takes together. */
    private static final int BLOCK = 64;

    private Decompositions() {}

    /**
     * Overwrites the upper triangle of a symmetric matrix [n, n] by the factor R of RᵀR.
     *
     * @return 0, or the order of a leading part that is not positive definite
     */
    public static int cholesky(int n, DoublePointer matrix) {
        Verdict.letSolutionsThrough();
        return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, (byte) 'U', n, matrix, n);
    }

    /**
     * Overwrites {@code count} right sides [n] by the solutions of op(T) x = b, of a triangular matrix [n, n].
     *
     * @return 0, or the number of the first zero on the diagonal, from 1 on
     */
    public static int solveTriangular(
            boolean upper, boolean transposed, int n, int count, DoublePointer matrix, DoublePointer right) {
        Verdict.letSolutionsThrough();
        byte triangle = (byte) (upper ? 'U' : 'L');
        byte operation = (byte) (transposed ? 'T' : 'N');
        return LAPACKE_dtrtrs_work(LAPACK_COL_MAJOR, triangle, operation, (byte) 'N', n, count, matrix, n, right, n);
    }

    /** Room for {@link #reflections} and {@link #orthonormal}. */
    public static int qrWork(int columns) {
        return BLOCK * Math.max(1, columns);
    }

    /** Overwrites a matrix [rows, columns] by R in its upper triangle and by Householder's reflections below, whose factors go to tau. */
    public static void reflections(int rows, int columns, DoublePointer matrix, DoublePointer tau, DoublePointer work) {
        Verdict.letSolutionsThrough();
        LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, rows, columns, matrix, rows, tau, work, qrWork(columns));
    }

    /** Overwrites what {@link #reflections} left by the first columns of Q. */
    public static void orthonormal(int rows, int columns, DoublePointer matrix, DoublePointer tau, DoublePointer work) {
        LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, rows, columns, columns, matrix, rows, tau, work, qrWork(columns));
    }

    /** Room for {@link #eigenvectors}. */
    public static int eigenWork(int n) {
        return 1 + (6 + BLOCK) * n + 2 * n * n;
    }

    public static int eigenIntegers(int n) {
        return 3 + 5 * n;
    }

    /**
     * Overwrites a symmetric matrix [n, n] by its eigenvectors, one a column, and writes its eigenvalues, rising.
     *
     * @return 0, or another number if the iteration did not converge
     */
    public static int eigenvectors(
            int n, DoublePointer matrix, DoublePointer values, DoublePointer work, IntPointer integers) {
        Verdict.letSolutionsThrough();
        return LAPACKE_dsyevd_work(
                LAPACK_COL_MAJOR,
                (byte) 'V',
                (byte) 'U',
                n,
                matrix,
                n,
                values,
                work,
                eigenWork(n),
                integers,
                eigenIntegers(n));
    }

    /** Room for {@link #singularValues}. */
    public static int singularWork(int rows, int columns) {
        int k = Math.min(rows, columns);
        return 4 * k * k + 7 * k + BLOCK * (rows + columns);
    }

    public static int singularIntegers(int rows, int columns) {
        return 8 * Math.min(rows, columns);
    }

    /**
     * Writes the singular values of a matrix [rows, columns], which it destroys, falling, with k = min(rows, columns) left vectors [rows, k] and
     * right ones, transposed, [k, columns].
     *
     * @return 0, or another number if the iteration did not converge
     */
    public static int singularValues(
            int rows,
            int columns,
            DoublePointer matrix,
            DoublePointer values,
            DoublePointer left,
            DoublePointer right,
            DoublePointer work,
            IntPointer integers) {
        Verdict.letSolutionsThrough();
        int k = Math.min(rows, columns);
        return LAPACKE_dgesdd_work(
                LAPACK_COL_MAJOR,
                (byte) 'S',
                rows,
                columns,
                matrix,
                rows,
                values,
                left,
                rows,
                right,
                k,
                work,
                singularWork(rows, columns),
                integers);
    }
}
