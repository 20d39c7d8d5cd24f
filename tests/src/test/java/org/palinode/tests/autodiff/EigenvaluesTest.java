package org.palinode.tests.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palinode.autodiff.linear.Eigenvalues;

/** The largest real part, against eigenvalues that have formulas; errors of rounding, in multiples of the matrix's size. */
class EigenvaluesTest {
    private static double[][] tridiagonal(int n, double below, double on, double above) {
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = on;
            if (i > 0) {
                matrix[i][i - 1] = below;
                matrix[i - 1][i] = above;
            }
        }
        return matrix;
    }

    @Test
    void theyAreThoseOfAFormula() {
        double largest = -2 + 2 * Math.cos(Math.PI / 13); // on + 2 √(below above) cos(kπ/(n + 1))
        assertEquals(largest, Eigenvalues.largestRealPart(tridiagonal(12, 1, -2, 1)), 1e-14);
        assertEquals(-0.5, Eigenvalues.largestRealPart(tridiagonal(12, 3, -0.5, -3)), 1e-13);
        assertEquals(-3, Eigenvalues.largestRealPart(new double[][] {{-3}}));
    }

    @Test
    void aPairIsAsLargeAsItsRealPart() {
        assertEquals(
                0.25, Eigenvalues.largestRealPart(new double[][] {{0.25, 7, 0}, {-7, 0.25, 0}, {0, 0, -9}}), 1e-14);
    }

    @Test
    void rowsAreNotTakenForSomethingElse() {
        assertEquals(2, Eigenvalues.largestRealPart(new double[][] {{-7, 3, 1}, {0, 2, 50}, {0, 0, -0.5}}), 1e-13);
        assertEquals(0, Eigenvalues.largestRealPart(new double[][] {{0, 1e6}, {0, 0}}), 1e-9);
    }

    @Test
    void whatIsNotFiniteHasNone() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(Double.isNaN(Eigenvalues.largestRealPart(new double[][] {{1, bad}, {0, 1}})));
        }
        assertEquals(Double.NEGATIVE_INFINITY, Eigenvalues.largestRealPart(new double[0][0]));
    }
}
