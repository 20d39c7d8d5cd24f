package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Conv;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.initial.Orthogonal;
import org.palinode.autodiff.nn.initial.VarianceScaling;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

class InitializerTest {
    private static final RandomKey KEY = RandomKey.of(8);
    private static final int IN = 200;
    private static final int OUT = 300;

    @ParameterizedTest
    @CsvSource({
        "GLOROT_UNIFORM, 0.004", "GLOROT_NORMAL, 0.004", // 2 / 500
        "HE_UNIFORM, 0.01", "HE_NORMAL, 0.01", // 2 / 200
        "LECUN_UNIFORM, 0.005", "LECUN_NORMAL, 0.005" // 1 / 200
    })
    void weightsHaveTheStatedVariance(VarianceScaling law, double variance) {
        Tensor weights = Linear.random(KEY, DType.FLOAT64, IN, OUT, law).weight();
        assertEquals(variance, law.variance(IN, OUT), 1e-18);
        // 60,000 numbers: the deviation of a normal sample's variance is √(2/60000) = 0.6 % of it, that of a uniform
        // one's 0.4 %.
        assertEquals(variance, weights.var().item(), 0.025 * variance);
        assertEquals(0, weights.mean().item(), 5 * Math.sqrt(variance / weights.size()));
        double largest = weights.abs().max().item() / Math.sqrt(variance);
        assertTrue(
                law.name().endsWith("UNIFORM") ? largest <= Math.sqrt(3) && largest > 1.73 : largest > 3.5, law::name);
    }

    @ParameterizedTest
    @EnumSource(VarianceScaling.class)
    void kernelsAreScaledByAllThatTheyAddUp(VarianceScaling law) {
        Conv conv = Conv.random(KEY, DType.FLOAT32, 20, 30, Window.of(5, 4), law);
        double variance = law.variance(20 * 20, 30 * 20);
        assertEquals(variance, conv.kernels().var().item(), 0.06 * variance); // 12,000 numbers: 1.3 %
        assertEquals(0, conv.bias().abs().max().item());
        assertEquals(DType.FLOAT32, conv.kernels().dtype());
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "130, 33", "31, 127", "1, 7"})
    void orthogonalMatricesKeepLengths(int rows, int columns) {
        Tensor q = new Orthogonal(2).draw(KEY, TensorType.float64(rows, columns), rows, columns);
        Tensor product = rows >= columns ? q.transpose().matmul(q) : q.matmul(q.transpose());
        assertClose(Tensor.eye(Math.min(rows, columns)).times(4), product, 1e-13);
        assertClose(q, new Orthogonal(2).draw(KEY, TensorType.float64(rows, columns), rows, columns), 0);
    }

    /** LAPACK's signs alone would make the first number of all matrices negative. */
    @Test
    void orthogonalMatricesHaveNoSignOfTheirOwn() {
        int positive = 0;
        for (int i = 0; i < 400; i++) {
            Tensor q = new Orthogonal(1).draw(KEY.fold(i), TensorType.float64(2, 2), 2, 2);
            positive += q.get(0, 0).item() > 0 ? 1 : 0;
        }
        assertEquals(200, positive, 50); // deviation 10
        Tensor kernels =
                new Orthogonal(1).draw(KEY, TensorType.float32(3, 2, 5), 10, 15).reshape(3, 10);
        assertClose(Tensor.eye(3).cast(DType.FLOAT32), kernels.matmul(kernels.transpose()), 1e-6);
    }

    @Test
    void whatHasNoLawIsRefused() {
        assertEquals(
                "weights are scaled by at least 1 input and 1 output, got 0 and 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> VarianceScaling.HE_NORMAL.draw(KEY, TensorType.float64(3), 0, 3))
                        .getMessage());
        assertEquals(
                "orthogonal weights need a finite gain, got NaN",
                assertThrows(IllegalArgumentException.class, () -> new Orthogonal(Double.NaN))
                        .getMessage());
        assertEquals(
                "orthogonal weights have rows and columns, got f64[3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Orthogonal(1).draw(KEY, TensorType.float64(3), 3, 3))
                        .getMessage());
    }
}
