package org.palinode.tests.engine.number;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.kernel.function.VectorFormula;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** The formulas of generated kernels against an oracle of 60 digits, over their whole range, in all engines and types. */
@Tag("thorough")
class FunctionAccuracyTest {
    /** What docs/guide/performance.md promises, in units of the last place; 2.9 is the most that was ever seen, of softplus. */
    private static final double PROMISED = 4;

    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double[] SPECIAL = {
        NAN,
        INFINITY,
        -INFINITY,
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e-310,
        -1e-310,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1,
        -1,
        709.782712893384,
        709.7827128933841,
        -745.1332191019411,
        -745.1332191019412,
        -745.2
    };

    static List<FunctionCase> functions() {
        return FunctionCase.all();
    }

    @Test
    void everyFunctionWithAFormulaIsInTheList() {
        List<String> listed = functions().stream().map(FunctionCase::name).toList();
        for (Operation function : Primitives.functions(1)) {
            if (function instanceof VectorFormula) {
                assertTrue(listed.contains(function.name()), function.name() + " is missing in FunctionCase");
            }
        }
    }

    private static double[] evaluate(FunctionCase each, DType dtype, double... x) {
        double[] values = Engines.apply(each.function(), dtype, Engines.warm(), x);
        if (dtype == DType.FLOAT64) {
            assertArrayEquals(values, Engines.apply(each.function(), dtype, Engine.SCALAR, x), "engines differ");
        }
        return values;
    }

    /** Worst error over random numbers of one scale; the JDK's function stands in for the oracle where that is enough to tell. */
    private static void check(FunctionCase each, DType dtype, double[] x, int sure) {
        double[] y = evaluate(each, dtype, x);
        for (int i = 0; i < x.length; i++) {
            if (each.isInside(x[i]) && (i < sure || isSuspect(each, dtype, x[i], y[i]))) {
                Dfp exact = ExactFunction.at(each.exact(), x[i]);
                double most = dtype == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
                if (Math.abs(exact.toDouble()) > most) {
                    assertTrue(Math.abs(y[i]) >= most, each + "(" + x[i] + ") = " + y[i] + " where it overflows");
                    continue;
                }
                double error = dtype == DType.FLOAT64
                        ? ExactFunction.ulps(y[i], exact)
                        : ExactFunction.floatUlps((float) y[i], exact);
                assertTrue(error <= PROMISED, each + "(" + x[i] + ") = " + y[i] + ": " + error + " ulp off");
            }
        }
    }

    private static boolean isSuspect(FunctionCase each, DType dtype, double x, double y) {
        if (each.quick() == null) {
            return false;
        }
        double quick = each.quick().applyAsDouble(x);
        return dtype == DType.FLOAT64
                ? !(Math.abs(y - quick) <= (PROMISED - each.quickUlps()) * Math.ulp(quick))
                : !(Math.abs(y - quick) <= (PROMISED - 1) * Math.ulp((float) quick))
                        && Math.abs(quick) <= Float.MAX_VALUE;
    }

    private static void check(FunctionCase each, int count, int sure) {
        Random random = new Random(1);
        for (DType dtype : DType.values()) {
            for (int scale = 0; scale <= each.scales().length; scale++) {
                check(each, dtype, each.points(random, scale, dtype, count), sure);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void functionsAreAsAccurateAsPromised(FunctionCase each) {
        check(
                each,
                4_096,
                each.quick() == null ? 300 : 12); // without a quick function the oracle sees all that is checked
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("functions")
    void functionsAreAsAccurateAsPromisedAtMillionsOfNumbers(FunctionCase each) {
        for (int round = 0; round < 20; round++) {
            check(each, 200_000, 100);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void specialValuesAreRight(FunctionCase each) {
        for (double special : SPECIAL) { // next to others, and in a vector of its own kind
            double[] alone = evaluate(
                    each, DType.FLOAT64, special, special, special, special, special, special, special, special);
            double[] among = evaluate(each, DType.FLOAT64, 0.5, special, 2, 3, -0.25, 0.75, 1e-3, -2);
            for (double value : new double[] {alone[0], alone[7], among[1]}) {
                checkSpecial(each, special, value);
            }
        }
    }

    private static void checkSpecial(FunctionCase each, double x, double y) {
        String what = each + "(" + x + ") = " + y;
        if (x == 0) {
            assertEquals(atZero(each, x), y, 0, what);
            assertEquals(Math.copySign(1, atZero(each, x)), Math.copySign(1, y), what);
        } else if (x != x) {
            assertTrue(y != y, what);
        } else if (x > each.most()) {
            double above = each.name().equals("softplus") ? x : each.above();
            assertEquals(above, y, 0, what);
        } else if (x < each.least()) {
            assertEquals(each.below(), y, 0, what);
        } else if (each.name().equals("log1p") && x == -1) {
            assertEquals(-INFINITY, y, what);
        } else {
            double exact = ExactFunction.at(each.exact(), x).toDouble();
            assertTrue(exact == y || Math.abs(y - exact) <= PROMISED * Math.ulp(exact), what + ", not " + exact);
        }
    }

    /** Odd functions keep the sign of a zero. */
    private static double atZero(FunctionCase each, double zero) {
        return switch (each.name()) {
            case "exp", "cos", "sech_square" -> 1;
            case "sigmoid" -> 0.5;
            case "softplus" -> Math.log(2);
            case "log" -> -INFINITY;
            default -> zero;
        };
    }

    /** Here x³ and x²/2 round away, so the nearest double to the value is x. */
    @Test
    void tinyArgumentsOfOddFunctionsAreTheirValues() {
        Random random = new Random(2);
        double[] x = new double[1000];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.scalb(1 + random.nextDouble(), -29 - random.nextInt(1040)) * (random.nextBoolean() ? 1 : -1);
        }
        assertArrayEquals(x, Engines.apply(Tensor::tanh, DType.FLOAT64, Engines.warm(), x), 0);
        assertArrayEquals(x, Engines.apply(Tensor::sin, DType.FLOAT64, Engines.warm(), x), 0);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.scalb(x[i], -26);
        }
        assertArrayEquals(x, Engines.apply(Tensor::expm1, DType.FLOAT64, Engines.warm(), x), 0);
        assertArrayEquals(x, Engines.apply(Tensor::log1p, DType.FLOAT64, Engines.warm(), x), 0);
    }

    /** Where little of an angle is left after multiples of π are taken away. */
    @Test
    void anglesNextToMultiplesOfPiAreReduced() {
        double[] x = new double[64];
        for (int i = 0; i < x.length - 2; i++) {
            x[i] = Math.rint(Math.pow(10, i * 0.25)) * (Math.PI / 2);
        }
        x[62] = Math.scalb(6381956970095103.0, 797); // cos is 4.7e-19: the hardest of all doubles
        x[63] = Double.MAX_VALUE;
        for (String name : List.of("sin", "cos")) {
            FunctionCase each = functions().stream()
                    .filter(f -> f.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            double[] lanes = DoubleStream.of(x)
                    .flatMap(angle -> DoubleStream.generate(() -> angle).limit(8))
                    .toArray();
            check(each, DType.FLOAT64, lanes, lanes.length);
        }
    }

    /** Compositions: silu keeps the relative accuracy, gelu an absolute one, because 1 + erf cancels. */
    @Test
    void siluAndGeluAreAsAccurateAsTheirParts() {
        double[] x = Tensor.linspace(-8, 8, 201).toArray();
        assertComposed(Tensor::silu, x, at -> at.multiply(ExactFunction.sigmoid(at)), 6, 0);
        UnaryOperator<Dfp> gelu =
                at -> ExactFunction.erf(at.divide(at.newInstance(2).sqrt()))
                        .add(1)
                        .multiply(at)
                        .divide(2);
        assertComposed(Tensor::gelu, x, gelu, 4, 8 * Math.ulp(0.5)); // |x| ≤ 8 times the rounding of 1 + erf
    }

    private static void assertComposed(
            UnaryOperator<Tensor> function, double[] x, UnaryOperator<Dfp> exact, double ulps, double absolute) {
        double[] y = Engines.apply(function, DType.FLOAT64, Engines.warm(), x);
        for (int i = 0; i < x.length; i++) {
            double value = ExactFunction.at(exact, x[i]).toDouble();
            assertEquals(value, y[i], ulps * Math.ulp(value) + absolute, "at " + x[i]);
        }
    }

    @Test
    void vectorAndScalarCodeGiveTheSameBits() {
        assumeTrue(Engine.isVectorApiPresent());
        Random random = new Random(3);
        for (FunctionCase each : functions()) {
            double[] x = each.points(random, each.scales().length, DType.FLOAT64, 10_000);
            assertArrayEquals(
                    Engines.apply(each.function(), DType.FLOAT64, Engine.SCALAR, x),
                    Engines.apply(each.function(), DType.FLOAT64, Engine.VECTOR, x),
                    each.name());
        }
    }
}
