package org.palinode.tests.autodiff.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.scan;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.CountingSquare;

/** scan against the same loop in Java, and against closed forms. */
class ScanTest {
    private static Stream<Integer> lengths() {
        return Stream.of(1, 2, 7, 8, 9, 31, 32, 33, 34, 63, 64, 65, 127, 128, 129, 130);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void valuesAndGradientsAreThoseOfTheLoopInJava(int steps) {
        assertThoseOfTheLoopInJava(DType.FLOAT64, steps, 1e-12); // roundings of a hundred steps, and of as many back
    }

    @Test
    @Tag("slow")
    @Tag("once")
    void aThousandSteps() {
        assertThoseOfTheLoopInJava(
                DType.FLOAT64, 1000, 1e-11); // sensitive dependence on the start multiplies roundings
    }

    @Test
    void float32() {
        assertThoseOfTheLoopInJava(DType.FLOAT32, 33, 1e-4);
    }

    private static void assertThoseOfTheLoopInJava(DType dtype, int steps, double tolerance) {
        Forced forced = Forced.random(dtype, steps, 3);
        Scanned<Forced.State, Map<String, Tensor>> loop = forced.unrolled();
        var expected = valueAndGrad(in -> Forced.loss(in.unrolled()), forced);
        for (Way way : Way.values()) {
            Same.assertSame(loop, way.apply(forced), tolerance);
            assertSame(expected, valueAndGrad(way::loss, forced), tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void compiledGradientsAreTheSame(Way way) {
        Forced forced = Forced.random(DType.FLOAT64, 33, 3);
        assertSame(
                valueAndGrad(way::loss, forced),
                compile(valueAndGrad(way::loss)).apply(forced),
                1e-13);
        assertSame(valueAndGrad(way::loss, forced), valueAndGrad(compile(way::loss), forced), 1e-13);
    }

    private static void assertSame(
            ValueAndGradient<Forced> expected, ValueAndGradient<Forced> actual, double tolerance) {
        Same.assertSame(expected.value(), actual.value(), tolerance);
        Same.assertSame(expected.gradient(), actual.gradient(), tolerance);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void noStepsChangeNothing(Way way) {
        Forced forced = Forced.random(DType.FLOAT64, 0, 3);
        var loop = way.apply(forced);
        assertTreesClose(forced.start(), loop.carry(), 0);
        assertEquals(TensorType.float64(0, 3), loop.output().get("q before").type());
        Forced gradient =
                grad((Forced in) -> way.apply(in).carry().q().square().sum()).apply(forced);
        assertClose(forced.start().q().times(2), gradient.start().q(), 0);
        assertClose(forced.w().zerosLike(), gradient.w(), 0);
    }

    /** c ← ac + x has the last carry Σ a^(n−1−i) xᵢ. */
    @Test
    void aLinearRecurrenceHasItsClosedForm() {
        int n = 40;
        double a = 0.9;
        Tensor xs = RandomKey.of(3).normal(n);
        Function<Tensor, Tensor> last = factor -> scan(
                        (Tensor c, Tensor x) -> Scanned.carry(c.times(factor).plus(x)), Tensor.scalar(0), xs)
                .carry();
        double[] x = xs.toArray();
        double value = IntStream.range(0, n)
                .mapToDouble(i -> Math.pow(a, n - 1 - i) * x[i])
                .sum();
        double slope = IntStream.range(0, n - 1)
                .mapToDouble(i -> (n - 1 - i) * Math.pow(a, n - 2 - i) * x[i])
                .sum();
        assertNumbers(last.apply(Tensor.scalar(a)), 1e-13, value);
        assertNumbers(grad(last).apply(Tensor.scalar(a)), 1e-12, slope);
    }

    @Test
    void runningSumsAreCumsum() {
        Tensor xs = RandomKey.of(4).normal(65, 3);
        Function<Tensor, Tensor> sums =
                x -> scan((Tensor c, Tensor row) -> new Scanned<>(c.plus(row), c.plus(row)), Tensor.zeros(3), x)
                        .output();
        assertClose(xs.cumsum(0), sums.apply(xs), 1e-14);
        Function<Function<Tensor, Tensor>, Tensor> slope =
                f -> grad((Tensor x) -> f.apply(x).sin().sum()).apply(xs);
        assertClose(slope.apply(x -> x.cumsum(0)), slope.apply(sums), 1e-13);
    }

    /** As many bits of the carry as Java would have: numbers that no x reaches, indices, parts without tensors. */
    @Test
    void theCarryIsAnyTree() {
        record Carry(Indices at, Tensor seen, String name, List<Tensor> none) {}
        Tensor table = Tensor.of(5, 7, 11);
        var loop = scan(
                (Carry c) -> {
                    Tensor here = table.take(0, c.at());
                    Indices next = Indices.of(c.at().numbers().plus(1));
                    return new Scanned<>(new Carry(next, c.seen().plus(here), c.name(), c.none()), here);
                },
                new Carry(Indices.of(0), Tensor.of(0.0), "walk", List.of()),
                3);
        assertEquals("walk", loop.carry().name());
        assertNumbers(loop.carry().seen(), 0, 23);
        assertNumbers(loop.carry().at().numbers(), 0, 3);
        assertNumbers(loop.output(), 0, 5, 7, 11);
    }

    @Test
    void aStepWithoutOutputHasNone() {
        var loop = scan((Tensor c) -> Scanned.carry(c.times(2)), Tensor.of(1, 3), 5);
        assertNumbers(loop.carry(), 0, 32, 96);
        assertNull(loop.output());
    }

    /** Each of two tensors goes where the other was. */
    @Test
    void theCarryIsReadAsItWasBeforeTheStep() {
        var loop = scan(
                (List<Tensor> c) -> Scanned.carry(List.of(c.get(1), c.get(0))), List.of(Tensor.of(1), Tensor.of(2)), 7);
        assertTreesClose(List.of(Tensor.of(2), Tensor.of(1)), loop.carry(), 0);
    }

    @Test
    void outputsThatDependOnNothingAreThereForEachStep() {
        var loop = scan(
                (Tensor c, Tensor x) -> new Scanned<>(c, List.of(Tensor.scalar(4), x, c)),
                Tensor.scalar(9),
                Tensor.of(1, 2));
        assertTreesClose(List.of(Tensor.of(4, 4), Tensor.of(1, 2), Tensor.of(9, 9)), loop.output(), 0);
    }

    @Test
    void theStepIsTracedOnce() {
        AtomicInteger traces = new AtomicInteger();
        Function<Tensor, Tensor> last = start -> scan(
                        (Tensor c) -> {
                            traces.incrementAndGet();
                            return Scanned.carry(c.sin());
                        },
                        start,
                        50)
                .carry();
        grad(last).apply(Tensor.scalar(1));
        assertEquals(1, traces.get());
    }

    /** A loop over rows of a loop over their numbers; the inner step runs forward only where values are kept. */
    @Test
    void loopsNest() {
        CountingSquare square = new CountingSquare();
        Tensor xs = RandomKey.of(8).uniform(TensorType.float64(4, 5), -0.5, 0.5);
        Function<Tensor, Tensor> nested = in -> scan(
                        (Tensor c, Tensor row) -> {
                            var inner = scan(
                                    (Tensor d, Tensor x) -> {
                                        Tensor next = square.of(d.plus(x));
                                        return new Scanned<>(next, next.times(c));
                                    },
                                    c,
                                    row);
                            return new Scanned<>(inner.carry(), inner.output().sum());
                        },
                        Tensor.scalar(0.3),
                        in)
                .output()
                .sum();
        Function<Tensor, Tensor> plain = in -> {
            Tensor c = Tensor.scalar(0.3);
            Tensor sum = Tensor.scalar(0);
            for (int i = 0; i < 4; i++) {
                Tensor d = c;
                for (int j = 0; j < 5; j++) {
                    d = d.plus(in.get(i, j)).square();
                    sum = sum.plus(d.times(c));
                }
                c = d;
            }
            return sum;
        };
        assertClose(plain.apply(xs), nested.apply(xs), 1e-14);
        assertEquals(20, square.runs().get());
        assertClose(grad(plain).apply(xs), grad(nested).apply(xs), 1e-13);
        assertEquals(40, square.runs().get());
    }

    @Test
    void aGradientOfOnePartOfTheResult() {
        Forced forced = Forced.random(DType.FLOAT64, 9, 3);
        List<Function<Scanned<Forced.State, Map<String, Tensor>>, Tensor>> parts = List.of(
                loop -> loop.carry().p().sum(),
                loop -> loop.output().get("q before").cos().sum(),
                loop -> loop.output().get("energy").sum(),
                loop -> loop.carry().count().plus(loop.output().get("at").sum()),
                loop -> loop.carry().scale().sum());
        for (var part : parts) {
            Forced expected = grad((Forced in) -> part.apply(in.unrolled())).apply(forced);
            for (Way way : Way.values()) {
                Same.assertSame(
                        expected, grad((Forced in) -> part.apply(way.apply(in))).apply(forced), 1e-13);
            }
        }
    }

    @Test
    void aGradientByOneOfTheInputs() {
        Forced forced = Forced.random(DType.FLOAT64, 9, 3);
        Forced expected = grad((Forced in) -> Forced.loss(in.unrolled())).apply(forced);
        for (Way way : Way.values()) {
            Tensor byW = grad((Tensor w) -> way.loss(new Forced(forced.start(), forced.xs(), w)))
                    .apply(forced.w());
            Same.assertSame(expected.w(), byW, 1e-13);
            List<Tensor> byXs = grad((List<Tensor> xs) -> way.loss(new Forced(forced.start(), xs, forced.w())))
                    .apply(forced.xs());
            Same.assertSame(expected.xs(), byXs, 1e-13);
            Forced.State byStart = grad((Forced.State s) -> way.loss(new Forced(s, forced.xs(), forced.w())))
                    .apply(forced.start());
            Same.assertSame(expected.start(), byStart, 1e-13);
        }
    }

    @Test
    void aScanWithoutXsInEachMemory() {
        Function<ScanMemory<Tensor, Void>, Tensor> slope = memory -> grad((Tensor c) -> scan(
                                (Tensor d) -> Scanned.carry(d.times(1.01).plus(0.5)), c, 100, memory)
                        .carry()
                        .sum())
                .apply(Tensor.of(1, 2));
        double expected = Math.pow(1.01, 100);
        for (ScanMemory<Tensor, Void> memory : List.of(
                ScanMemory.<Tensor, Void>all(),
                ScanMemory.<Tensor, Void>checkpoints(),
                ScanMemory.inverse((Tensor d) -> d.minus(0.5).dividedBy(1.01)))) {
            assertNumbers(slope.apply(memory), 1e-13, expected, expected);
        }
    }
}
