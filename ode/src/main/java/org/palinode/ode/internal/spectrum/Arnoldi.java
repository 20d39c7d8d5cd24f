package org.palinode.ode.internal.spectrum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Brings a linear map down to a small matrix: its own on the space of v, Jv, J²v, ..., in an orthonormal basis. The small matrix's
 * eigenvalues lie near the map's outermost ones; they are the map's where that space is all there is.
 *
 * <p>Source: W. E. Arnoldi, "The principle of minimized iterations in the solution of the matrix eigenvalue problem", Quart. Appl. Math. 9,
 * 1951, 17–29.
 */
final class Arnoldi {
    /** The size of the small matrix. */
    static final int MOST = 12;

    /** Rest of a direction that lies in the space already: rounding. */
    private static final double ROUNDING = 1e-6;

    private Arnoldi() {}

    /** The small matrix of {@code map}, at most {@value #MOST} by {@value #MOST}, begun with the vector {@code start}. */
    static double[][] reduced(Tensor start, UnaryOperator<Tensor> map) {
        List<double[]> basis = new ArrayList<>(List.of(scaled(numbers(start), 1 / norm(numbers(start)))));
        int most = Math.min(MOST, start.size());
        double[][] small = new double[most][most];
        for (int column = 0; column < most; column++) {
            Tensor direction = Tensor.of(start.shape(), basis.get(column)).cast(start.dtype());
            double[] next = numbers(map.apply(direction));
            double size = norm(next);
            for (int pass = 0; pass < 2; pass++) { // once more for what rounding has left of the first
                for (int row = 0; row <= column; row++) {
                    double part = dot(basis.get(row), next);
                    small[row][column] += part;
                    subtract(next, part, basis.get(row));
                }
            }
            double left = norm(next);
            if (column + 1 == most || left <= ROUNDING * size) {
                return leading(small, column + 1);
            }
            small[column + 1][column] = left;
            basis.add(scaled(next, 1 / left));
        }
        return small;
    }

    private static double[] numbers(Tensor x) {
        return x.cast(DType.FLOAT64).toArray();
    }

    private static double[][] leading(double[][] matrix, int size) {
        double[][] part = new double[size][size];
        for (int row = 0; row < size; row++) {
            System.arraycopy(matrix[row], 0, part[row], 0, size);
        }
        return part;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double[] scaled(double[] a, double factor) {
        double[] result = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] * factor;
        }
        return result;
    }

    private static void subtract(double[] from, double factor, double[] a) {
        for (int i = 0; i < a.length; i++) {
            from[i] -= factor * a[i];
        }
    }
}
