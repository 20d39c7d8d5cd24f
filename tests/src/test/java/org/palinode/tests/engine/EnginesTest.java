package org.palinode.tests.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Nd4jInterpreter;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

/** The interpreter, scalar and vector code, and ND4J compute the same numbers. */
@Tag("thorough")
class EnginesTest {
    private static final int[] SIZES = {0, 1, 7, 8, 9, 13, 207, 4098};
    private static final int LENGTH = 40;

    /** Of programs that are pulled back: slopes of slopes of random functions grow. */
    private static final int SHORT = 20;

    /** NaN, infinities, zeros of both signs, subnormal and ordinary numbers. */
    private static final double[] NUMBERS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e-310,
        -3e-309,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1,
        -1,
        0.5,
        -2.5,
        1e-40,
        3e5
    };

    // ---- random programs

    static List<Arguments> programs() {
        List<Arguments> all = new ArrayList<>();
        long seed = 0;
        for (int columns : SIZES) {
            for (int rows : new int[] {1, 3, 13}) {
                if (rows * columns <= 4098 * 3) {
                    all.add(Arguments.of(seed++, rows, columns));
                    all.add(Arguments.of(seed++, columns, rows));
                }
            }
        }
        for (; seed < 80; seed++) {
            all.add(Arguments.of(seed, 9, 13));
        }
        return all;
    }

    static List<double[]> inputs(long seed, Program program) {
        Random random = new Random(~seed);
        return program.inputTypes().stream()
                .map(type -> random.doubles(type.size(), -1.5, 1.5)
                        .map(type.dtype()::round)
                        .toArray())
                .toList();
    }

    /** The name of a parameterized test prints the seed and the shape. */
    @ParameterizedTest(name = "seed {0}, [{1}, {2}]")
    @MethodSource("programs")
    void enginesAgreeOnRandomPrograms(long seed, int rows, int columns) {
        for (DType dtype : DType.values()) {
            assertAgreed(seed, dtype, RandomProgram.of(seed, dtype, rows, columns, LENGTH));
        }
    }

    @ParameterizedTest(name = "seed {0}, [{1}, {2}]")
    @MethodSource("programs")
    void enginesAgreeOnPullBacksOfRandomPrograms(long seed, int rows, int columns) {
        for (DType dtype : DType.values()) {
            Program program = RandomProgram.of(seed, dtype, rows, columns, SHORT);
            assertAgreed(seed, dtype, program.vjp(input -> true));
        }
    }

    /** Twice, to ones. */
    @ParameterizedTest(name = "seed {0}, [{1}, {2}]")
    @MethodSource("programs")
    void enginesAddOutputsToWhatIsThere(long seed, int rows, int columns) {
        for (DType dtype : DType.values()) {
            Program program = RandomProgram.of(seed, dtype, rows, columns, SHORT);
            List<double[]> in = inputs(seed, program);
            List<double[]> expected = new ArrayList<>();
            for (double[] once : Engines.run(Engine.INTERPRETER, program, in)) {
                expected.add(DoubleStream.of(once).map(value -> 1 + 2 * value).toArray());
            }
            for (Engine engine : Engines.available()) {
                assertClose(dtype, expected, Engines.addTwice(engine, program, in), engine + ", seed " + seed);
            }
        }
    }

    private static void assertAgreed(long seed, DType dtype, Program program) {
        List<double[]> in = inputs(seed, program);
        List<double[]> expected = Engines.run(Engine.INTERPRETER, program, in);
        for (Engine engine : Engines.available()) {
            assertClose(dtype, expected, Engines.run(engine, program, in), engine + ", " + dtype + ", seed " + seed);
        }
        boolean empty = program.inputTypes().stream().anyMatch(type -> type.size() == 0);
        if (!empty) { // ND4J refuses arrays of no numbers in places
            assertClose(dtype, expected, Nd4jInterpreter.run(program, in), "ND4J, " + dtype + ", seed " + seed);
        }
    }

    /**
     * Sums are taken in another order, functions differ by some units of the last place: a few hundred roundings of the largest
     * number that an output holds.
     */
    private static void assertClose(DType dtype, List<double[]> expected, List<double[]> actual, String who) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            double largest = 1;
            for (double value : expected.get(i)) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertArrayEquals(expected.get(i), actual.get(i), 500 * dtype.epsilon() * largest, who + ", output " + i);
        }
    }

    // ---- numbers out of the ordinary

    static double[] numbers() {
        return NUMBERS.clone();
    }

    /** Every function of one number. */
    static Map<String, UnaryOperator<Tensor>> unary() {
        Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
        for (Operation function : Primitives.functions(1)) {
            all.put(function.name(), x -> Tensor.apply(function, x));
        }
        return all;
    }

    /** Every function of two numbers, and those of three. */
    static Map<String, BinaryOperator<Tensor>> binary() {
        Map<String, BinaryOperator<Tensor>> all = new LinkedHashMap<>();
        for (Operation function : Primitives.functions(2)) {
            all.put(function.name(), (a, b) -> Tensor.apply(function, a, b));
        }
        all.put("share", (a, b) -> Tensor.apply(Primitives.SHARE, b, a, b));
        all.put("share among equals", (a, b) -> Tensor.apply(Primitives.SHARE, b, a, a));
        all.put("spread", (a, b) -> Tensor.apply(Primitives.SPREAD, a, b, b.abs()));
        all.put("where", (a, b) -> Tensor.where(a, b, b.negate()));
        return all;
    }

    private static double[] numbers(DType dtype, int size, int stride) {
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = dtype.round(NUMBERS[(i * stride + i / NUMBERS.length) % NUMBERS.length]);
        }
        return numbers;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void functionsOfOneNumberAgreeEverywhere(DType dtype) {
        for (int size : SIZES) {
            double[] x = numbers(dtype, size, 1);
            unary().forEach((name, function) -> {
                double[] expected = Engines.apply(function, dtype, Engine.INTERPRETER, x);
                for (Engine engine : Engines.available()) {
                    assertSame(dtype, x, expected, Engines.apply(function, dtype, engine, x), engine + " " + name);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void functionsOfTwoNumbersAgreeEverywhere(DType dtype) {
        for (int size : SIZES) {
            TensorType type = new TensorType(dtype, Shape.of(size));
            List<double[]> in = List.of(numbers(dtype, size, 1), numbers(dtype, size, 5));
            binary().forEach((name, function) -> {
                Program program = Program.trace(
                                List.of(type, type), args -> List.of(function.apply(args.get(0), args.get(1))))
                        .program();
                double[] expected = Engines.run(Engine.INTERPRETER, program, in).get(0);
                for (Engine engine : Engines.available()) {
                    double[] actual = Engines.run(engine, program, in).get(0);
                    assertSame(dtype, in.get(0), expected, actual, engine + " " + name);
                }
            });
        }
    }

    /** NaN, infinities and the signs of zeros are the same; the rest to twice the accuracy that functions promise. */
    private static void assertSame(DType dtype, double[] x, double[] expected, double[] actual, String who) {
        for (int i = 0; i < x.length; i++) {
            double ulp = dtype == DType.FLOAT64 ? Math.ulp(expected[i]) : Math.ulp((float) expected[i]);
            String what = who + " at " + x[i] + ", " + i + " of " + x.length;
            assertEquals(expected[i], actual[i], Double.isFinite(ulp) ? 4 * ulp : 0, what);
            if (expected[i] == 0 && actual[i] == 0) {
                assertEquals(Math.copySign(1, expected[i]), Math.copySign(1, actual[i]), "sign of zero of " + what);
            }
        }
    }

    // ---- the switch

    @Test
    void enginesOfVectorsAreRefusedWhereThereIsNoVectorApi() {
        assumeFalse(Engine.isVectorApiPresent());
        Program program = Program.trace(
                        List.of(TensorType.float64(3)), in -> List.of(in.get(0).exp()))
                .program();
        for (Engine engine : List.of(Engine.VECTOR, Engine.TIERED)) {
            assertEquals(
                    "the " + engine.name().toLowerCase(Locale.ROOT)
                            + " engine needs the Vector API: start Java with --add-modules jdk.incubator.vector, or use Engine.SCALAR",
                    assertThrows(
                                    IllegalStateException.class,
                                    () -> Plan.of(program).engine(engine).build())
                            .getMessage());
        }
    }

    @Test
    void enginesSayWhatTheyAreWithoutTheVectorApiToo() {
        for (Engine engine : Engine.values()) {
            String what = engine.description();
            boolean vectors = engine == Engine.VECTOR || engine == Engine.TIERED;
            assertEquals(vectors && !Engine.isVectorApiPresent(), what.contains("--add-modules"), what);
        }
    }

    @Test
    void theStandardEngineIsTheFastestThatThereIs() {
        Engine vector = Runtime.getRuntime().availableProcessors() > 1 ? Engine.TIERED : Engine.VECTOR;
        assertEquals(Engine.isVectorApiPresent() ? vector : Engine.SCALAR, Engine.standard());
    }
}
