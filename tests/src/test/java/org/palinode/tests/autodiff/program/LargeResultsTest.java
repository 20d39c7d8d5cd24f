package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Large inputs and results of compiled calls are read and written where they lie: calls keep apart, whatever shares memory in the program. */
class LargeResultsTest {
    private static final int CALLS = 5;

    private record Case(List<Shape> inputs, Function<List<Tensor>, List<Tensor>> function) {}

    private static Arguments one(String name, Shape shape, Function<Tensor, Tensor> function) {
        return Arguments.of(name, new Case(List.of(shape), in -> List.of(function.apply(in.get(0)))));
    }

    private static Arguments many(String name, List<Shape> shapes, Function<List<Tensor>, List<Tensor>> function) {
        return Arguments.of(name, new Case(shapes, function));
    }

    /** The function and its gradient by all inputs. */
    private static Arguments gradient(String name, List<Shape> shapes, Function<List<Tensor>, Tensor> function) {
        return many(name, shapes, in -> {
            Tensor[] value = new Tensor[1];
            List<Tensor> results = new ArrayList<>(Autodiff.grad(
                    (List<Tensor> at) -> {
                        value[0] = function.apply(at);
                        return value[0].square().sum();
                    },
                    in));
            results.add(function.apply(in));
            return results;
        });
    }

    private static Indices positions(Tensor x, int length) {
        return Indices.of(x.reshape(-1)
                .slice(0, 0, length)
                .sin()
                .square()
                .times(length - 1)
                .floor());
    }

    /** Lengths around the shortest that is not copied, 2048 numbers of float64; rows around vectors; every kernel that moves. */
    static Stream<Arguments> cases() {
        Shape rows = Shape.of(130, 127);
        Shape images = Shape.of(9, 2, 31, 33);
        List<Shape> pair = List.of(rows, rows);
        return Stream.of(
                one("2047", Shape.of(2047), x -> x.tanh()),
                one("2048", Shape.of(2048), x -> x.plus(1).times(x)),
                one("2049", Shape.of(2049), x -> x.square()),
                one("split", Shape.of(70, 1000), x -> x.times(3).exp().plus(x)),
                one("softmax", rows, x -> x.softmax(1)),
                one("columns", Shape.of(3, 4100), x -> x.minus(x.mean(Axes.of(0).kept()))),
                one("sums", Shape.of(7, 2500), x -> x.sum(0)),
                one("no numbers", Shape.of(0, 4096), x -> x.plus(1)),
                many("two views of one", List.of(rows), in -> {
                    Tensor y = in.get(0).tanh();
                    return List.of(y, y.reshape(-1), y.slice(0, 3, 100), y);
                }),
                many(
                        "an input and a view of it",
                        pair,
                        in -> List.of(
                                in.get(0),
                                in.get(1).reshape(127, 130),
                                in.get(0).plus(in.get(1)))),
                many("read after it is written", List.of(rows), in -> {
                    Tensor y = in.get(0).tanh();
                    Tensor z = y.plus(y.sum(1).reshape(130, 1)).exp();
                    return List.of(y, z, z.transpose().times(2));
                }),
                many("a view first", List.of(rows), in -> {
                    Tensor y = in.get(0).exp();
                    return List.of(y.reshape(127, 130));
                }),
                many(
                        "parts of an input",
                        List.of(Shape.of(300, 127), Shape.of(127, 131)),
                        in -> List.of(
                                in.get(0).slice(0, 3, 290).matmul(in.get(1)),
                                in.get(0).slice(0, 0, 150).cumsum(1))),
                many(
                        "constants",
                        List.of(rows),
                        in -> List.of(
                                in.get(0).zerosLike(), in.get(0).zerosLike().plus(3))),
                many(
                        "rows everywhere",
                        List.of(Shape.of(9000), Shape.of(7, 9000)),
                        in -> List.of(in.get(1).times(in.get(0)).plus(in.get(0).exp()))),
                many(
                        "few columns repeated",
                        List.of(Shape.of(3), Shape.of(5000, 3)),
                        in -> List.of(in.get(1).times(in.get(0)))),
                gradient("layer norm", List.of(rows, Shape.of(127)), in -> {
                    Tensor x = in.get(0);
                    Tensor centred = x.minus(x.mean(Axes.of(1).kept()));
                    return centred.dividedBy(x.var(Axes.of(1).kept()).plus(1e-5).sqrt())
                            .times(in.get(1));
                }),
                gradient("take rows", List.of(rows), in -> in.get(0).take(0, positions(in.get(0), 130))),
                gradient("take", List.of(rows), in -> in.get(0).take(1, positions(in.get(0), 127))),
                gradient("cumsum", List.of(rows), in -> in.get(0).cumsum(1)),
                gradient("cumsum of columns", List.of(rows), in -> in.get(0).cumsum(0)),
                gradient(
                        "matmul",
                        List.of(rows, Shape.of(127, 131)),
                        in -> in.get(0).matmul(in.get(1))),
                gradient(
                        "matmul with itself",
                        List.of(Shape.of(130, 130)),
                        in -> in.get(0).matmul(in.get(0).transpose())),
                gradient(
                        "conv",
                        List.of(images, Shape.of(65, 2, 3, 3)),
                        in -> in.get(0).conv2d(in.get(1))));
    }

    private static Tensor wave(TensorType type, double phase) {
        double[] values = new double[type.size()];
        Arrays.setAll(values, i -> Math.sin(phase + 0.7 * i));
        return Tensor.of(type, values);
    }

    private static List<Tensor> inputs(Case one, DType dtype, int call) {
        return IntStream.range(0, one.inputs().size())
                .mapToObj(i -> wave(new TensorType(dtype, one.inputs().get(i)), 10 * call + i))
                .toList();
    }

    private static void check(List<double[]> expected, List<Tensor> results) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), results.get(i).toArray(), "output " + i);
        }
    }

    private static List<double[]> arrays(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::toArray).toList();
    }

    /** A plan with memory of its own for all inputs and outputs gives the same bits. Results of earlier calls and all inputs stay. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void callsGiveWhatThePlanGivesAndKeepApart(String name, Case one) {
        for (DType dtype : DType.values()) {
            var compiled = Autodiff.compile(one.function());
            Program program = Program.trace(Tensor.types(inputs(one, dtype, 0)), one.function())
                    .program();
            Plan plan = Plan.of(program).build();
            List<List<Tensor>> arguments = new ArrayList<>();
            List<List<double[]>> expected = new ArrayList<>();
            List<List<Tensor>> results = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                List<Tensor> in = call == CALLS - 1 ? arguments.get(0) : inputs(one, dtype, call);
                for (int i = 0; i < in.size(); i++) {
                    plan.input(i).copyFrom(in.get(i).buffer());
                }
                plan.run();
                arguments.add(in);
                expected.add(
                        plan.outputs().stream().map(output -> output.toArray()).toList());
                results.add(compiled.apply(in));
            }
            for (int call = 0; call < CALLS; call++) {
                check(expected.get(call), results.get(call));
                check(arrays(inputs(one, dtype, call % (CALLS - 1))), arguments.get(call));
            }
        }
    }

    @Test
    void oneTensorMayBeEveryInputAndAResultTheNextInput() {
        var compiled = Autodiff.compile((List<Tensor> in) ->
                List.of(in.get(0).plus(in.get(1)), in.get(0).minus(in.get(1).times(2))));
        Tensor x = Tensor.full(TensorType.float64(5000), 1);
        List<Tensor> at = List.of(x, x);
        for (int call = 0; call < 20; call++) {
            at = compiled.apply(at);
        }
        double a = 1;
        double b = 1;
        for (int call = 0; call < 20; call++) {
            double sum = a + b;
            b = a - 2 * b;
            a = sum;
        }
        assertArrayEquals(
                Tensor.full(TensorType.float64(5000), a).toArray(), at.get(0).toArray());
        assertArrayEquals(
                Tensor.full(TensorType.float64(5000), b).toArray(), at.get(1).toArray());
    }

    @Test
    void resultsOfManyThreadsStay() {
        Function<Tensor, Tensor> compiled = Autodiff.compile(
                (Tensor x) -> x.times(2).plus(1).reshape(3, 3000).softmax(1));
        Tensor first = compiled.apply(wave(TensorType.float64(9000), 0));
        double[] before = first.toArray();
        IntStream.range(0, 200).parallel().forEach(call -> {
            Tensor x = wave(TensorType.float64(9000), call);
            Tensor result = compiled.apply(x);
            compiled.apply(first.reshape(-1));
            assertArrayEquals(x.times(2).plus(1).reshape(3, 3000).softmax(1).toArray(), result.toArray(), 1e-15);
        });
        assertArrayEquals(before, first.toArray());
    }

    /** Until the loop has changed over to vector code, and beyond: the code that takes over within a call works where that call does. */
    @Test
    void noCallIsLostWhileCodeIsReplaced() {
        Function<Tensor, Tensor> compiled =
                Autodiff.compile((Tensor x) -> x.times(1.5).plus(0.25));
        List<Tensor> inputs = IntStream.range(0, 3)
                .mapToObj(i -> Tensor.full(TensorType.float64(1 << 14), i))
                .toList();
        for (int call = 0; call < 15_000; call++) {
            Tensor result = compiled.apply(inputs.get(call % 3));
            assertEquals(call % 3 * 1.5 + 0.25, result.buffer().get(0));
            assertEquals(call % 3 * 1.5 + 0.25, result.buffer().get((1 << 14) - 1));
        }
    }

    @Test
    void aRefusalWithinARunLosesNothing() {
        var compiled = Autodiff.compile((List<Tensor> in) ->
                List.of(in.get(0).times(2), in.get(0).times(2).take(0, Indices.of(in.get(1)))));
        Tensor x = wave(TensorType.float64(5000), 1);
        Tensor at = Tensor.full(TensorType.float64(5000), 4999);
        List<Tensor> right = compiled.apply(List.of(x, at));
        List<double[]> before = arrays(right);
        assertThrows(
                IllegalArgumentException.class,
                () -> compiled.apply(List.of(wave(TensorType.float64(5000), 2), at.plus(1))));
        check(before, right);
        check(before, compiled.apply(List.of(x, at)));
        assertArrayEquals(wave(TensorType.float64(5000), 1).toArray(), x.toArray());
    }

    @Test
    void aPlanKeepsNoTensorAlive() throws InterruptedException {
        Function<Tensor, Tensor> compiled =
                Autodiff.compile((Tensor x) -> x.times(2).plus(3));
        List<WeakReference<Object>> kept = references(compiled);
        for (int round = 0; round < 100 && kept.stream().anyMatch(each -> each.get() != null); round++) {
            System.gc();
            Thread.sleep(10);
        }
        kept.forEach(each -> assertNull(each.get()));
    }

    /** The memory of an input and of a result, which nothing else refers to on return. */
    private static List<WeakReference<Object>> references(Function<Tensor, Tensor> compiled) {
        Tensor x = wave(TensorType.float64(5000), 1);
        return List.of(
                new WeakReference<>(x.buffer()),
                new WeakReference<>(compiled.apply(x).buffer()));
    }

    /** Makes 1.3 GB of results in ten rounds, of which that of two may be there: what no tensor holds is found by a collection. */
    @Test
    void memoryOfResultsIsUsedAgain() throws InterruptedException {
        Function<Tensor, Tensor> compiled = Autodiff.compile((Tensor x) -> x.plus(1));
        Tensor x = Tensor.full(TensorType.float64(1 << 15), 1);
        compiled.apply(x);
        long before = Pointer.totalBytes();
        Tensor last = x;
        for (int call = 0; call < 5_000; call++) {
            last = compiled.apply(call % 100 == 0 ? x : last);
            if (call % 500 == 499) {
                System.gc();
                Thread.sleep(100); // in which the cleaner takes the pieces back
            }
        }
        assertEquals(101, last.buffer().get(5));
        long grown = Pointer.totalBytes() - before;
        assertTrue(grown <= 1_000L * last.type().bytes(), () -> grown + " bytes more after 5,000 calls");
    }
}
