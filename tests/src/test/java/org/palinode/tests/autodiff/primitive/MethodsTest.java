package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.checkGradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.PrimitiveCase;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** Every public method that computes, at many sizes: engines, both modes, differences, batches. Figures are in ArrayFiguresTest. */
@Tag("thorough") // some six seconds of processor time
class MethodsTest {
    /** Some thousand roundings: sums of 1000 numbers, and condition numbers up to 130. */
    private static final double ROUNDING = 1e-12;

    private static final double SINGLE = 2e-4; // the same roundings of 6e-8
    private static final List<Integer> FEW = List.of(9, 33);
    private static final List<Integer> SIZES = List.of(1, 7, 8, 31, 32, 34, 63, 64, 65, 127, 128, 129, 130, 1000);

    private static Stream<Arguments> at(Stream<MethodCase> methods, List<Integer> sizes) {
        return methods.flatMap(each ->
                sizes.stream().filter(size -> size <= 130 || !isCubic(each)).map(size -> Arguments.of(each, size)));
    }

    /** Of n × n matrices, which take n³ steps. */
    private static boolean isCubic(MethodCase each) {
        return each.method().startsWith("LinearAlgebra") || each.name().equals("solve");
    }

    static Stream<Arguments> few() {
        return at(MethodCase.all(), FEW);
    }

    static Stream<Arguments> many() {
        return at(MethodCase.all(), SIZES);
    }

    static Stream<Arguments> smoothOne() {
        return at(MethodCase.smooth(), List.of(33));
    }

    static Stream<Arguments> smoothMany() {
        return at(MethodCase.smooth(), SIZES);
    }

    static Stream<Arguments> smoothSmall() {
        return at(MethodCase.smooth(), List.of(4));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("few")
    void allEnginesGiveTheValuesOfTensorsAtOnce(MethodCase each, int size) {
        List<Tensor> inputs = each.inputs().apply(size);
        Tensor expected = each.function().apply(inputs).concrete();
        assertByEngines(each, inputs, expected, ROUNDING);
        List<Tensor> singles = inputs.stream().map(x -> x.cast(DType.FLOAT32)).toList();
        assertByEngines(each, singles, expected, SINGLE);
    }

    @Tag("long")
    @Tag("once")
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("many")
    void theyDoAtEverySize(MethodCase each, int size) {
        allEnginesGiveTheValuesOfTensorsAtOnce(each, size);
    }

    private static void assertByEngines(MethodCase each, List<Tensor> inputs, Tensor expected, double rounding) {
        Program program = Program.traceClosed(
                Tensor.types(inputs), in -> List.of(each.function().apply(in)));
        List<double[]> numbers = inputs.stream().map(Tensor::toArray).toList();
        for (Engine engine : Engines.available()) {
            double[] actual = Engines.run(engine, program, numbers).get(0);
            assertArrayEquals(expected.toArray(), actual, rounding * largest(expected), each + " by " + engine);
        }
    }

    private static double largest(Tensor x) {
        return Arrays.stream(x.toArray())
                .map(Math::abs)
                .filter(Double::isFinite)
                .reduce(1, Math::max);
    }

    @Tag("slow")
    @Tag("once")
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("smoothOne")
    void thePullBackIsTheTransposeOfThePushForward(MethodCase each, int size) {
        List<Tensor> inputs = each.inputs().apply(size);
        Tensor bar = RandomKey.of(1).normal(each.function().apply(inputs).type());
        List<Tensor> dot = PrimitiveCase.directions(inputs, RandomKey.of(2));
        Tensor pushed = Autodiff.jvp(each.function(), inputs, dot).tangent().times(bar);
        List<Tensor> pulled = Autodiff.vjp(each.function(), inputs).pullBack(bar);
        List<Tensor> parts = IntStream.range(0, dot.size())
                .mapToObj(i -> dot.get(i).times(pulled.get(i)).flatten())
                .toList();
        double sizeOfAll = pushed.abs().sum().item();
        assertEquals(Tensor.concatenate(0, parts).sum().item(), pushed.sum().item(), ROUNDING * Math.max(1, sizeOfAll));
    }

    @Tag("long")
    @Tag("once")
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("smoothMany")
    void itIsAtEverySize(MethodCase each, int size) {
        thePullBackIsTheTransposeOfThePushForward(each, size);
    }

    @Tag("slow")
    @Tag("once")
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("smoothSmall")
    void slopesAreThoseOfDifferencesInBothOrders(MethodCase each, int size) {
        List<Tensor> inputs = each.inputs().apply(size);
        assertDoesNotThrow(() -> checkGradients(each.function(), inputs), each::toString);
    }

    @Tag("long")
    @Tag("once")
    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("smoothMany")
    void theyAreAtEverySize(MethodCase each, int size) {
        slopesAreThoseOfDifferencesInBothOrders(each, size);
    }

    /** Every choice of batched and shared inputs. */
    @Tag("slow")
    @Tag("once")
    @ParameterizedTest
    @MethodSource("org.palinode.tests.autodiff.primitive.MethodCase#all")
    void membersOfABatchAreThoseOfALoop(MethodCase each) {
        List<Tensor> inputs = each.inputs().apply(4);
        for (int choice = 1; choice < 1 << inputs.size(); choice++) {
            int chosen = choice;
            List<Tensor> batched = IntStream.range(0, inputs.size())
                    .filter(i -> (chosen >> i & 1) == 1)
                    .mapToObj(inputs::get)
                    .map(one -> Tensor.stack(one, one.times(1.1), one.times(0.9)))
                    .toList();
            Function<List<Tensor>, Tensor> function = given -> {
                Iterator<Tensor> next = given.iterator();
                List<Tensor> all = new ArrayList<>(inputs);
                for (int i = 0; i < all.size(); i++) {
                    if ((chosen >> i & 1) == 1) {
                        all.set(i, next.next());
                    }
                }
                return each.function().apply(all);
            };
            Tensor together = Autodiff.vmap(function, batched);
            for (int member = 0; member < 3; member++) {
                int at = member;
                Tensor alone =
                        function.apply(batched.stream().map(all -> all.get(at)).toList());
                assertEquals(alone.shape(), together.get(at).shape());
                assertArrayEquals(
                        alone.toArray(), together.get(at).toArray(), ROUNDING * largest(alone), "choice " + choice);
            }
        }
    }
}
