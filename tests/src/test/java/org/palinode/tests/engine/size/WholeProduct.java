package org.palinode.tests.engine.size;

import java.util.Random;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * C = A B for A [m, k] and B [k, n] of whole numbers other than 0, and what a cotangent of C is worth to A and B, by plain loops. All sums are whole
 * numbers below 2²⁴: exact in float32 in any order, so that results must be equal.
 */
record WholeProduct(
        int m, int k, int n, double[] a, double[] b, double[] c, double[] cBar, double[] aBar, double[] bBar) {
    private static final int LARGEST = 4;

    static WholeProduct of(int m, int k, int n) {
        double[] a = numbers(1, m * k);
        double[] b = numbers(2, k * n);
        double[] cBar = numbers(3, m * n);
        return new WholeProduct(
                m,
                k,
                n,
                a,
                b,
                product(a, b, m, k, n),
                cBar,
                product(cBar, transposed(b, k, n), m, n, k),
                product(transposed(a, m, k), cBar, k, m, n));
    }

    private static double[] numbers(int seed, int count) {
        return new Random(seed)
                .ints(count, -LARGEST, LARGEST)
                .mapToDouble(number -> number < 0 ? number : number + 1)
                .toArray();
    }

    private static double[] product(double[] left, double[] right, int rows, int inner, int columns) {
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int l = 0; l < inner; l++) {
                for (int j = 0; j < columns; j++) {
                    result[i * columns + j] += left[i * inner + l] * right[l * columns + j];
                }
            }
        }
        return result;
    }

    static double[] transposed(double[] matrix, int rows, int columns) {
        double[] result = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result[j * rows + i] = matrix[i * columns + j];
            }
        }
        return result;
    }

    /** Numbers [m, k], as A is stored: transposed or not. */
    Tensor left(DType dtype, boolean transposed, double[] numbers) {
        return stored(dtype, transposed, numbers, m, k);
    }

    /** Numbers [k, n], as B is stored: transposed or not. */
    Tensor right(DType dtype, boolean transposed, double[] numbers) {
        return stored(dtype, transposed, numbers, k, n);
    }

    /** Numbers [m, n]. */
    Tensor result(DType dtype, double[] numbers) {
        return stored(dtype, false, numbers, m, n);
    }

    private static Tensor stored(DType dtype, boolean transposed, double[] numbers, int rows, int columns) {
        return transposed
                ? Tensor.of(new TensorType(dtype, Shape.of(columns, rows)), transposed(numbers, rows, columns))
                : Tensor.of(new TensorType(dtype, Shape.of(rows, columns)), numbers);
    }

    @Override
    public String toString() {
        return "[" + m + ", " + k + "] [" + k + ", " + n + "]";
    }
}
