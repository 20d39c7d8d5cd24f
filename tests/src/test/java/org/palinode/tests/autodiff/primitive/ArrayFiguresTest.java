package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.checkGradients;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.ArrayOperation;
import org.palinode.autodiff.tensor.PrimitiveCase;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** Values of operations on arrays against those of numpy and scipy. */
class ArrayFiguresTest {
    /** Some hundred roundings of numbers of size 1. */
    private static final double TOLERANCE = 1e-13;

    @Test
    void everyFunctionHasFigures() {
        assertEquals(
                ArrayOperation.names(),
                ArrayOperation.all()
                        .map(ArrayOperation::name)
                        .filter(name -> !name.startsWith("einsum"))
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#all")
    void atOnceAndByAllEnginesTheValuesAreNumpys(ArrayOperation each) {
        assertNear(each, each.function().apply(each.inputs()), TOLERANCE);
        Program program = Program.traceClosed(
                Tensor.types(each.inputs()), in -> List.of(each.function().apply(in)));
        List<double[]> numbers = each.inputs().stream().map(Tensor::toArray).toList();
        for (Engine engine : Engines.available()) {
            double[] result = Engines.run(engine, program, numbers).get(0);
            assertNear(each, Tensor.of(each.expected().shape(), result), TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#all")
    void inSinglePrecisionTheyAreToo(ArrayOperation each) {
        List<Tensor> singles =
                each.inputs().stream().map(x -> x.cast(DType.FLOAT32)).toList();
        Tensor result = each.function().apply(singles);
        assertEquals(each.givesIndices() ? DType.FLOAT64 : DType.FLOAT32, result.dtype());
        assertNear(each, result.cast(DType.FLOAT64), 1e-6 * largest(each.inputs()));
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#smooth")
    void slopesAreThoseOfDifferencesInBothOrders(ArrayOperation each) {
        assertDoesNotThrow(() -> checkGradients(each.function(), each.inputs()));
    }

    /** Σ ȳ · J ẋ = Σ Jᵀ ȳ · ẋ. */
    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#smooth")
    void thePullBackIsTheTransposeOfThePushForward(ArrayOperation each) {
        Tensor bar = RandomKey.of(1).normal(each.expected().type());
        List<Tensor> dot = PrimitiveCase.directions(each.inputs(), RandomKey.of(2));
        double pushed = Autodiff.jvp(each.function(), each.inputs(), dot)
                .tangent()
                .dot(bar)
                .item();
        List<Tensor> pulled = Autodiff.vjp(each.function(), each.inputs()).pullBack(bar);
        double expected = IntStream.range(0, dot.size())
                .mapToDouble(i -> dot.get(i).dot(pulled.get(i)).item())
                .sum();
        assertEquals(expected, pushed, 1e-12 * Math.max(1, Math.abs(expected)));
    }

    private static void assertNear(ArrayOperation each, Tensor actual, double tolerance) {
        assertEquals(each.expected().shape(), actual.shape(), each.name());
        double[] expected = each.expected().toArray();
        double[] numbers = actual.toArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    expected[i],
                    numbers[i],
                    tolerance * Math.max(1, Math.abs(expected[i])),
                    each.name() + ", number " + i);
        }
    }

    /** The largest size of an input, whose rounding to single precision shows in the result. */
    private static double largest(List<Tensor> inputs) {
        return inputs.stream()
                .filter(x -> x.size() > 0)
                .mapToDouble(x -> x.abs().max().item())
                .reduce(1, Math::max);
    }
}
