package org.palinode.autodiff.linear;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgeev;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import java.util.Arrays;

/** Eigenvalues of a square matrix of numbers, by LAPACK's dgeev: about 10 n³ operations. They cannot be differentiated. */
public final class Eigenvalues {
    private static final byte NO_VECTORS = 'N';

    private Eigenvalues() {}

    /** The largest real part (the spectral abscissa); NaN where the matrix is not finite, −∞ where it is empty. */
    public static double largestRealPart(double[][] matrix) {
        int n = matrix.length;
        if (n == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] transpose =
                Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray(); // has the same ones
        if (!Arrays.stream(transpose).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        double[] realParts = new double[n];
        double[] none = new double[1];
        int info = LAPACKE_dgeev(
                LAPACK_COL_MAJOR, NO_VECTORS, NO_VECTORS, n, transpose, n, realParts, new double[n], none, 1, none, 1);
        return info == 0 ? Arrays.stream(realParts).max().orElseThrow() : Double.NaN;
    }
}
