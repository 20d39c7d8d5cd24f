package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.kernel.Blas;
import org.palinode.autodiff.internal.kernel.TiledProduct;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Products in tiles, on any processor: which ones a plan takes in tiles depends on the kernels that BLAS has for it. */
class TiledProductTest {
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
