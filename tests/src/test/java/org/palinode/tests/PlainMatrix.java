package org.palinode.tests;

import java.util.Arrays;

/** Linear algebra as in a textbook, by plain loops: nothing of what is tested. */
public final class PlainMatrix {
    private PlainMatrix() {}

    /** The x of A x = b by elimination with row exchanges; neither is changed. */
    public static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double[] x = right.clone();
        for (int column = 0; column < n; column++) {
            exchange(a, x, column);
            for (int row = column + 1; row < n; row++) {
                double factor = a[row][column] / a[column][column];
                for (int j = column; j < n; j++) {
                    a[row][j] -= factor * a[column][j];
                }
                x[row] -= factor * x[column];
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int j = row + 1; j < n; j++) {
                x[row] -= a[row][j] * x[j];
            }
            x[row] /= a[row][row];
        }
        return x;
    }

    private static void exchange(double[][] a, double[] x, int column) {
        int pivot = column;
        for (int row = column + 1; row < x.length; row++) {
            pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
        }
        double[] row = a[column];
        a[column] = a[pivot];
        a[pivot] = row;
        double number = x[column];
        x[column] = x[pivot];
        x[pivot] = number;
    }

    /** A x. */
    public static double[] times(double[][] a, double[] x) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < x.length; j++) {
                product[i] += a[i][j] * x[j];
            }
        }
        return product;
    }

    public static double[][] transposed(double[][] a) {
        double[][] transposed = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                transposed[j][i] = a[i][j];
            }
        }
        return transposed;
    }

    public static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    public static double largest(double[] x) {
        return Arrays.stream(x).map(Math::abs).max().orElse(0);
    }
}
