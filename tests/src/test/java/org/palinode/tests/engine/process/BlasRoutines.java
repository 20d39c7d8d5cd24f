package org.palinode.tests.engine.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.IntPointer;
import org.palinode.autodiff.internal.kernel.Blas;
import org.palinode.autodiff.internal.kernel.blas.BlasLibrary;
import org.palinode.autodiff.internal.kernel.blas.OpenBlas;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Every routine of BLAS and LAPACK that is called, against plain loops, whole numbers in products, whose sums are exact in any order. Sizes lie
 * beside those at which kernels change: 8 and 32 for the LU of OpenBLAS, a million multiplications for its products.
 */
final class BlasRoutines {
    private static final int[] SIZES = {1, 2, 7, 8, 9, 33, 65, 129};
    private static final int[] UNKNOWNS = {1, 2, 7, 8, 9, 31, 32, 33, 34, 63, 64, 65, 129, 200};
    private static final int[] RIGHT_SIDES = {1, 2, 5};

    private BlasRoutines() {}

    /** Prints the core in use, then a line for each routine: its name and its largest error. */
    public static void main(String[] args) {
        System.out.println(BlasLibrary.loaded().core());
        errors().forEach((routine, error) -> System.out.println(routine + " " + error));
    }

    /** The largest error of a product, 0 where it is right, or residual of a system over a rounding of its sums. */
    static Map<String, Double> errors() {
        Map<String, Double> errors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            for (boolean transposeA : new boolean[] {false, true}) {
                for (boolean transposeB : new boolean[] {false, true}) {
                    String name = dtype + " product " + (transposeA ? "T" : "N") + (transposeB ? "T" : "N");
                    errors.put(name, products(dtype, transposeA, transposeB));
                }
            }
        }
        for (boolean transposed : new boolean[] {false, true}) {
            String direction = transposed ? "transposed" : "straight";
            errors.put("dense " + direction, systems(transposed, -1, -1));
            errors.put("band (2, 1) " + direction, systems(transposed, 2, 1));
            errors.put("band (40, 70) " + direction, systems(transposed, 40, 70));
        }
        return errors;
    }

    private static double products(DType dtype, boolean transposeA, boolean transposeB) {
        double worst = 0;
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : SIZES) {
                    worst = Math.max(worst, product(dtype, transposeA, transposeB, m, n, k));
                }
            }
        }
        // More than a million multiplications, few rows; and so few of them that BLAS has kernels of their own.
        worst = Math.max(worst, product(dtype, transposeA, transposeB, 24, 400, 120));
        return Math.max(worst, product(dtype, transposeA, transposeB, 8, 200, 2));
    }

    /** Of C = A B and of C += A B, by the routine that is made for the sizes: gemm, gemv where m = 1, ger where k = 1. */
    private static double product(DType dtype, boolean transposeA, boolean transposeB, int m, int n, int k) {
        Random random = new Random(m + 1000L * n + 1000000L * k);
        double[] a = wholeNumbers(random, m * k);
        double[] b = wholeNumbers(random, k * n);
        double[] expected = wholeNumbers(random, m * n);
        Buffer c = Buffer.of(new TensorType(dtype, Shape.of(m, n)), expected);
        Buffer left = Buffer.of(new TensorType(dtype, transposeA ? Shape.of(k, m) : Shape.of(m, k)), a);
        Buffer right = Buffer.of(new TensorType(dtype, transposeB ? Shape.of(n, k) : Shape.of(k, n)), b);
        Blas.gemm(left, transposeA, right, transposeB, c, 1).run();
        double[] added = c.toArray();
        Blas.gemm(left, transposeA, right, transposeB, c, 0).run();
        double[] written = c.toArray();
        double worst = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[transposeA ? p * m + i : i * k + p] * b[transposeB ? j * k + p : p * n + j];
                }
                int at = i * n + j;
                worst = Math.max(worst, Math.abs(written[at] - sum));
                worst = Math.max(worst, Math.abs(added[at] - expected[at] - sum));
            }
        }
        return worst;
    }

    private static double systems(boolean transposed, int lower, int upper) {
        double worst = 0;
        for (int n : UNKNOWNS) {
            for (int count : RIGHT_SIDES) {
                worst = Math.max(worst, system(transposed, lower, upper, n, count));
            }
        }
        return worst;
    }

    /** Of a matrix with its entries everywhere where {@code lower} is −1. */
    private static double system(boolean transposed, int lower, int upper, int n, int count) {
        Random random = new Random(n + 1000L * count);
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean inside = lower < 0 || -lower <= j - i && j - i <= upper;
                a[i][j] = inside ? random.nextGaussian() : 0;
            }
        }
        double[] b = random.doubles(n * count, 1, 2).toArray();
        Buffer x = Buffer.of(TensorType.float64(count, n), b);
        if (lower < 0) {
            solveDense(transposed, a, x, n, count);
        } else {
            solveBand(transposed, a, x, n, count, lower, upper);
        }
        return residual(transposed, a, x.toArray(), b, n, count);
    }

    private static void solveDense(boolean transposed, double[][] a, Buffer x, int n, int count) {
        Buffer matrix = Buffer.allocate(TensorType.float64(n, n));
        for (int i = 0; i < n * n; i++) {
            matrix.set(i, a[i % n][i / n]);
        }
        IntPointer pivots = new IntPointer(n);
        OpenBlas.getrf(n, matrix.doublePointer(), pivots);
        OpenBlas.getrs(transposed, n, count, matrix.doublePointer(), pivots, x.doublePointer());
    }

    private static void solveBand(boolean transposed, double[][] a, Buffer x, int n, int count, int lower, int upper) {
        int leading = 2 * lower + upper + 1;
        Buffer matrix = Buffer.allocate(TensorType.float64(n, leading));
        for (int j = 0; j < n; j++) {
            for (int i = Math.max(0, j - upper); i <= Math.min(n - 1, j + lower); i++) {
                matrix.set(j * leading + lower + upper + i - j, a[i][j]);
            }
        }
        IntPointer pivots = new IntPointer(n);
        OpenBlas.gbtrf(n, lower, upper, matrix.doublePointer(), leading, pivots);
        OpenBlas.gbtrs(transposed, n, lower, upper, count, matrix.doublePointer(), leading, pivots, x.doublePointer());
    }

    /** The largest residual of all, over a rounding of the largest sum that it may come from: the norm of the matrix times the largest unknown. */
    private static double residual(boolean transposed, double[][] a, double[] x, double[] b, int n, int count) {
        double worst = 0;
        for (int side = 0; side < count; side++) {
            double residual = 0;
            double norm = 0;
            double largest = 0;
            for (int i = 0; i < n; i++) {
                double sum = -b[side * n + i];
                double size = 0;
                for (int j = 0; j < n; j++) {
                    double entry = transposed ? a[j][i] : a[i][j];
                    sum += entry * x[side * n + j];
                    size += Math.abs(entry);
                }
                residual = Math.max(residual, Math.abs(sum));
                norm = Math.max(norm, size);
                largest = Math.max(largest, Math.abs(x[side * n + i]));
            }
            worst = Math.max(worst, residual / (norm * largest * 0x1p-52));
        }
        return worst;
    }

    private static double[] wholeNumbers(Random random, int count) {
        return random.ints(count, -4, 5).asDoubleStream().toArray();
    }
}
