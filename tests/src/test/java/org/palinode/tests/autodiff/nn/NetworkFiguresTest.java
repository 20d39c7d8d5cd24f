package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.checkGradients;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.GradientCheck;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Layers, losses and constraints against Equinox, Flax, Optax and JAX. */
class NetworkFiguresTest {
    @Test
    void everyFunctionHasFigures() {
        assertEquals(
                NetworkFigures.names(),
                NetworkFigures.all().map(NetworkFigures::name).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.autodiff.nn.NetworkFigures#all")
    void valuesAndGradientsAreTheirsAtOnceAndCompiled(NetworkFigures each) {
        assertNear(each.output(), each.function().apply(each.inputs()), tolerance(each), each.name());
        Recording<List<Tensor>, Tensor> recording = Autodiff.vjp(each.function(), each.inputs());
        assertGradients(each, recording.pullBack(each.weights()));
        assertGradients(
                each,
                Autodiff.compile((List<Tensor> in) ->
                                Autodiff.vjp(each.function(), in).pullBack(each.weights()))
                        .apply(each.inputs()));
    }

    private static void assertGradients(NetworkFigures each, List<Tensor> gradients) {
        for (int i = 0; i < gradients.size(); i++) {
            assertNear(each.gradients().get(i), gradients.get(i), tolerance(each), each.name() + ", input " + i);
        }
    }

    /** Rounding; of numbers near 1e4, whose difference from their mean has four digits less. */
    private static double tolerance(NetworkFigures each) {
        return each.name().equals("layerNorm of large numbers") ? 1e-10 : 1e-12;
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.autodiff.nn.NetworkFigures#all")
    void slopesAreThoseOfDifferences(NetworkFigures each) {
        GradientCheck check = each.isSmooth()
                ? GradientCheck.STANDARD
                : GradientCheck.STANDARD.withOrder(1).withTolerance(1e-5);
        assertDoesNotThrow(() -> checkGradients(each.function(), each.inputs(), check));
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.autodiff.nn.NetworkFigures#all")
    void singlePrecisionStaysSingle(NetworkFigures each) {
        List<Tensor> singles =
                each.inputs().stream().map(x -> x.cast(DType.FLOAT32)).toList();
        Recording<List<Tensor>, Tensor> recording = Autodiff.vjp(each.function(), singles);
        Tensor weights = each.weights().cast(DType.FLOAT32);
        recording.pullBack(weights).forEach(gradient -> assertEquals(DType.FLOAT32, gradient.dtype()));
        assertEquals(DType.FLOAT32, recording.value().dtype());
        // Some ten roundings of 6e-8; numbers near 1e4 are known to 5e-4 there.
        double tolerance = each.name().equals("layerNorm of large numbers") ? 1e-2 : 2e-5;
        assertNear(each.output(), recording.value().cast(DType.FLOAT64), tolerance, each.name());
    }

    /** Three members at once, with layers of their own each. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.autodiff.nn.NetworkFigures#all")
    void membersOfVmapAreThoseOfALoop(NetworkFigures each) {
        List<List<Tensor>> members = IntStream.range(0, 3)
                .mapToObj(i ->
                        each.inputs().stream().map(x -> x.times(1 - 0.1 * i)).toList())
                .toList();
        List<Tensor> all = IntStream.range(0, each.inputs().size())
                .mapToObj(i ->
                        Tensor.stack(0, members.stream().map(in -> in.get(i)).toList()))
                .toList();
        Tensor expected = Tensor.stack(0, members.stream().map(each.function()).toList());
        assertNear(expected, Autodiff.vmap(each.function(), all), tolerance(each), each.name());
    }

    private static void assertNear(Tensor expected, Tensor actual, double tolerance, String what) {
        assertEquals(expected.shape(), actual.shape(), what);
        double scale = Math.max(1, expected.abs().max().item());
        double[] numbers = actual.toArray();
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(expected.toArray()[i], numbers[i], tolerance * scale, what + ", number " + i);
        }
    }
}
