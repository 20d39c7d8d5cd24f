package org.palinode.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Products in tiles, on any processor: which ones a plan takes in tiles depends on the kernels that BLAS has for it. */
@Tag("thorough")
class TiledProductTest {
    private static final int[] SIZES = {31, 32, 33, 64, 129, 256};

    /** Sizes with one tile and several in each direction, divisible by those of the tiles or not. */
    @ParameterizedTest
    @CsvSource({
        "100, 256, 1000",
        "129, 97, 170",
        "300, 20, 33",
        "7, 500, 4100",
        "1, 1, 1",
        "128, 48, 1",
    })
    void tilesAddUpToTheProduct(int m, int n, int k) {
        for (DType dtype : DType.values()) {
            for (int transposed = 0; transposed < 4; transposed++) {
                boolean transposeA = (transposed & 1) == 1;
                boolean transposeB = (transposed & 2) == 2;
                Buffer a = normal(1, dtype, transposeA ? Shape.of(k, m) : Shape.of(m, k));
                Buffer b = normal(2, dtype, transposeB ? Shape.of(n, k) : Shape.of(k, n));
                for (double beta : new double[] {0, 1}) {
                    Buffer expected = normal(3, dtype, Shape.of(m, n));
                    Buffer actual = normal(3, dtype, Shape.of(m, n));
                    Blas.gemm(a, transposeA, b, transposeB, expected, beta).run();
                    TiledProduct.of(a, transposeA, b, transposeB, actual, beta).run();
                    // two sums of k products of normal numbers, rounded k times each: √k of size and √k of roundings
                    assertArrayEquals(expected.toArray(), actual.toArray(), 8 * (k + 1) * dtype.epsilon());
                }
            }
        }
    }

    /** Whole numbers at sizes beside those of the tiles, against plain loops. */
    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {31, 32, 33, 64, 129, 256})
    void tilesGiveTheProducts(int m) {
        for (int k : SIZES) {
            for (int n : SIZES) {
                double[] a = wholeNumbers(m * k);
                double[] b = wholeNumbers(k * n);
                double[] expected = product(a, b, m, k, n);
                for (int transposed = 0; transposed < 4; transposed++) {
                    boolean transposeA = (transposed & 1) == 1;
                    boolean transposeB = (transposed & 2) == 2;
                    for (DType dtype : DType.values()) {
                        Buffer c = Buffer.allocate(new TensorType(dtype, Shape.of(m, n)));
                        c.fill(Double.NaN);
                        TiledProduct.of(
                                        matrix(dtype, transposeA, a, m, k),
                                        transposeA,
                                        matrix(dtype, transposeB, b, k, n),
                                        transposeB,
                                        c,
                                        0)
                                .run();
                        assertArrayEquals(
                                expected, c.toArray(), dtype + " " + List.of(m, k, n, transposeA, transposeB));
                    }
                }
            }
        }
    }

    /** Other than 0; all sums of 256 products of theirs are whole numbers that float32 holds. */
    private static double[] wholeNumbers(int count) {
        return new Random(count)
                .ints(count, -4, 4)
                .mapToDouble(number -> number < 0 ? number : number + 1)
                .toArray();
    }

    private static double[] product(double[] a, double[] b, int m, int k, int n) {
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
        return c;
    }

    /** The rows × columns numbers, stored by columns where {@code transposed}. */
    private static Buffer matrix(DType dtype, boolean transposed, double[] numbers, int rows, int columns) {
        double[] stored = numbers.clone();
        for (int at = 0; transposed && at < numbers.length; at++) {
            stored[at % columns * rows + at / columns] = numbers[at];
        }
        return Buffer.of(new TensorType(dtype, transposed ? Shape.of(columns, rows) : Shape.of(rows, columns)), stored);
    }

    @Test
    void whatWasThereIsOverwrittenNotMultipliedByZero() {
        Buffer a = normal(1, DType.FLOAT64, Shape.of(100, 1000));
        Buffer b = normal(2, DType.FLOAT64, Shape.of(1000, 100));
        Buffer c = Buffer.allocate(new TensorType(DType.FLOAT64, Shape.of(100, 100)));
        Kernel product = TiledProduct.of(a, false, b, false, c, 0);
        product.run();
        double[] first = c.toArray();
        c.fill(Double.NaN);
        product.run();
        assertArrayEquals(first, c.toArray()); // the same bits: a run repeats
    }

    @Test
    void aNumberThatIsNoneReachesItsRowAlone() {
        Buffer a = normal(1, DType.FLOAT64, Shape.of(100, 1000));
        Buffer b = normal(2, DType.FLOAT64, Shape.of(1000, 100));
        Buffer c = Buffer.allocate(new TensorType(DType.FLOAT64, Shape.of(100, 100)));
        a.set(41 * 1000 + 999, Double.NaN);
        TiledProduct.of(a, false, b, false, c, 0).run();
        for (int i = 0; i < c.size(); i++) {
            assertEquals(i / 100 == 41, Double.isNaN(c.get(i)), "at " + i);
        }
    }

    private static Buffer normal(int seed, DType dtype, Shape shape) {
        TensorType type = new TensorType(dtype, shape);
        Buffer buffer = Buffer.allocate(type);
        buffer.put(RandomKey.of(seed).normal(type).toArray());
        return buffer;
    }
}
