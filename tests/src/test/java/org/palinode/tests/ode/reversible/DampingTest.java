package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.spectrum.Damping;

/** The rate of the fastest damped mode, against eigenvalues that have formulas. */
class DampingTest {
    /** Of y' = f(y). */
    private static double rate(UnaryOperator<Tensor> field, double forward, Tensor y) {
        Program.Traced traced =
                Program.trace(List.of(TensorType.float64(), y.type()), in -> List.of(field.apply(in.get(1))));
        return Damping.rate(traced.program(), forward, 0, y, traced.captured());
    }

    private static double rateOf(double[][] matrix) {
        Tensor a = Tensor.of(matrix);
        double[] start = new double[matrix.length];
        return rate(a::matmul, 1, Tensor.of(start));
    }

    @Test
    void rotationIsNoDampingHoweverSkew() {
        assertEquals(0, rateOf(new double[][] {{0, 1}, {-900, 0}}), 1e-9);
        assertEquals(0.3, rateOf(new double[][] {{-0.3, 5}, {-5, -0.3}}), 1e-12);
    }

    @Test
    void eigenvaluesCountNotTheSizeOfTheMatrix() {
        assertEquals(
                1,
                rateOf(new double[][] {{-1, 1000}, {0, -1}}),
                1e-3); // a double eigenvalue feels the root of rounding
        assertEquals(7, rateOf(new double[][] {{-7, 3, 1}, {0, 2, 50}, {0, 0, -0.5}}), 1e-10);
        assertEquals(0, rateOf(new double[][] {{2, 0}, {0, 1}}), 0);
        assertEquals(0, rateOf(new double[][] {{0, 0}, {0, 0}}), 0);
        assertEquals(0, rate(y -> y, 1, Tensor.of(new double[0])), 0);
    }

    @Test
    void backInTimeGrowthIsDamping() {
        UnaryOperator<Tensor> growth = y -> y.times(Tensor.of(2, 0.5));
        assertEquals(0, rate(growth, 1, Tensor.of(1, 1)), 0);
        assertEquals(2, rate(growth, -1, Tensor.of(1, 1)), 1e-12);
    }

    /** Fifty points of the heat equation: twelve products find the fastest mode, of −4 · 51² sin²(50π/102), to a few per cent. */
    @Test
    void largeStatesAreSeenThroughAFewDirections() {
        for (DType dtype : DType.values()) {
            if (dtype == DType.FLOAT64 || dtype == DType.FLOAT32) {
                Tensor y0 = StabilityProblem.HEAT.y0(dtype);
                Tensor k = StabilityProblem.HEAT.parameters(dtype);
                double exact = 4 * 51 * 51 * Math.pow(Math.sin(50 * Math.PI / 102), 2);
                double rate = rate(y -> StabilityProblem.HEAT.slope(Tensor.scalar(0), y, k), 1, y0);
                assertEquals(exact, rate, 0.05 * exact);
            }
        }
    }

    @Test
    void theJacobianIsThatOfTheStart() {
        // 1 − y², at y = 3
        assertEquals(6, rate(y -> y.square().negate().plus(1), 1, Tensor.of(3.0)), 1e-8);
    }

    @Test
    void aFieldThatIsNotFiniteHasNoRate() {
        assertTrue(Double.isNaN(rate(Tensor::log, 1, Tensor.of(-1.0, 1.0).log())));
    }
}
