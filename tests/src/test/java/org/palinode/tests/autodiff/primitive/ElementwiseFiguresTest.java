package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** Values against those of mpmath with 40 digits, made by tests/figures/elementwise.py. */
class ElementwiseFiguresTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    /** @param units the error allowed, in units of the last place of max(|value|, {@code scale}) */
    private record Case(String name, BinaryOperator<Tensor> function, double units, double scale) {
        static Case of(String name, UnaryOperator<Tensor> function, double units) {
            return new Case(name, (x, y) -> function.apply(x), units, 0);
        }

        /** A function with zeros next to which its argument's rounding is all of the value: precise to units of 1. */
        static Case withZeros(String name, UnaryOperator<Tensor> function, double units) {
            return new Case(name, (x, y) -> function.apply(x), units, 1);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Figures(double[] x, double[] y, double[] value) {}

    static Stream<Case> cases() {
        return Stream.of(
                Case.of("tan", Tensor::tan, 2),
                Case.of("asin", Tensor::asin, 2),
                Case.of("acos", Tensor::acos, 2),
                Case.of("sinh", Tensor::sinh, 3),
                Case.of("cosh", Tensor::cosh, 3),
                Case.of("asinh", Tensor::asinh, 3),
                Case.of("acosh", Tensor::acosh, 3),
                Case.of("atanh", Tensor::atanh, 3),
                Case.of("cbrt", Tensor::cbrt, 2),
                Case.of("exp2", Tensor::exp2, 2),
                Case.of("log2", Tensor::log2, 3),
                Case.of("log10", Tensor::log10, 2),
                Case.of("erf_inv", Tensor::erfInv, 4),
                Case.withZeros("lgamma", Tensor::lgamma, 20),
                Case.withZeros("digamma", Tensor::digamma, 20),
                Case.of("polygamma(1)", x -> x.polygamma(1), 20),
                Case.withZeros("polygamma(2)", x -> x.polygamma(2), 20),
                Case.of("polygamma(5)", x -> x.polygamma(5), 40),
                new Case("atan2", Tensor::atan2, 2, 0),
                new Case("hypot", Tensor::hypot, 2, 0),
                new Case("log_add_exp", Tensor::logAddExp, 3, 0),
                new Case("mod", Tensor::mod, 4, 1),
                new Case("rem", Tensor::rem, 4, 1));
    }

    private static Map<String, Figures> figures() throws IOException {
        try (InputStream stream = ElementwiseFiguresTest.class.getResourceAsStream("/figures/elementwise.json")) {
            return new ObjectMapper().readValue(stream, new TypeReference<>() {});
        }
    }

    @Test
    void everyFigureHasACase() throws IOException {
        assertEquals(
                new TreeMap<>(figures()).keySet().stream().toList(),
                cases().map(Case::name).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allEnginesGiveThePublishedValues(Case each) throws IOException {
        Figures figures = figures().get(each.name());
        double[] y = figures.y() == null ? figures.x() : figures.y();
        for (int size : new int[] {1, 7, 33, 130, 1000}) {
            double[] xs = cycled(figures.x(), size);
            double[] ys = cycled(y, size);
            double[] expected = cycled(figures.value(), size);
            for (Engine engine : Engines.available()) {
                assertPrecise(each, xs, ys, expected, run(each, engine, DType.FLOAT64, xs, ys));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void singlePrecisionIsTheDoubleValueRounded(Case each) throws IOException {
        Figures figures = figures().get(each.name());
        double[] xs = rounded(figures.x());
        double[] ys = rounded(figures.y() == null ? figures.x() : figures.y());
        double[] exact = run(each, Engine.INTERPRETER, DType.FLOAT64, xs, ys);
        for (Engine engine : Engines.available()) {
            double[] single = run(each, engine, DType.FLOAT32, xs, ys);
            for (int i = 0; i < xs.length; i++) {
                float value = (float) exact[i];
                double tolerance = Math.max(Math.ulp(value), each.scale() * 0x1p-23);
                assertTrue(
                        Float.compare(value, (float) single[i]) == 0 || Math.abs(value - single[i]) <= tolerance,
                        each + " of " + xs[i] + ", " + ys[i] + ": " + single[i] + " instead of " + value);
            }
        }
    }

    @Test
    void valuesAtPolesAndBeyondAreStated() {
        assertValues(Tensor.of(0.0, -0.0, INFINITY, -INFINITY, NAN).asinh(), 0, -0.0, INFINITY, -INFINITY, NAN);
        assertValues(Tensor.of(1, 0.5, INFINITY, NAN).acosh(), 0, NAN, INFINITY, NAN);
        assertValues(Tensor.of(1, -1, 1.5, -0.0).atanh(), INFINITY, -INFINITY, NAN, -0.0);
        assertValues(Tensor.of(0, -1, 0.5, INFINITY, NAN).log2(), -INFINITY, NAN, -1, INFINITY, NAN);
        assertValues(Tensor.of(1, -1, 2, 0, NAN).erfInv(), INFINITY, -INFINITY, NAN, 0, NAN);
        assertValues(Tensor.of(0, -3, INFINITY, NAN, 2).lgamma(), INFINITY, INFINITY, INFINITY, NAN, 0);
        assertValues(Tensor.of(0, -3, INFINITY, NAN).digamma(), NAN, NAN, INFINITY, NAN);
        assertValues(Tensor.of(0, -3, INFINITY, NAN, -1e300, -INFINITY).polygamma(1), NAN, NAN, 0, NAN, NAN, NAN);
        assertValues(Tensor.of(5, -5, 5, 5, 0).mod(Tensor.of(INFINITY, INFINITY, 0, -3, 3)), 5, INFINITY, NAN, -1, 0);
        assertValues(Tensor.of(-2.5, -1.5, -0.5, 0.5, 1.5).round(), -2, -2, -0.0, 0, 2);
        assertValues(Tensor.of(-1.5, 1.5, INFINITY).ceil(), -1, 2, INFINITY);
        double minus = -INFINITY;
        assertValues(
                Tensor.of(minus, minus, INFINITY, INFINITY).logAddExp(Tensor.of(minus, 1, INFINITY, minus)),
                minus,
                1,
                INFINITY,
                INFINITY);
    }

    private static void assertValues(Tensor actual, double... expected) {
        assertEquals(Arrays.toString(expected), Arrays.toString(actual.toArray()));
    }

    private static double[] run(Case each, Engine engine, DType dtype, double[] xs, double[] ys) {
        TensorType type = new TensorType(dtype, Shape.of(xs.length));
        Program program = Program.trace(
                        List.of(type, type), in -> List.of(each.function().apply(in.get(0), in.get(1))))
                .program();
        return Engines.run(engine, program, List.of(xs, ys)).get(0);
    }

    private static void assertPrecise(Case each, double[] xs, double[] ys, double[] expected, double[] actual) {
        for (int i = 0; i < xs.length; i++) {
            double unit = Math.ulp(Math.max(Math.abs(expected[i]), each.scale()));
            assertEquals(expected[i], actual[i], each.units() * unit, each + " of " + xs[i] + ", " + ys[i]);
        }
    }

    private static double[] cycled(double[] values, int size) {
        double[] cycled = new double[size];
        Arrays.setAll(cycled, i -> values[i % values.length]);
        return cycled;
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values).map(value -> (float) value).toArray();
    }
}
