package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.constraint.Constraint;
import org.palinode.autodiff.constraint.Interval;
import org.palinode.autodiff.constraint.Positive;
import org.palinode.autodiff.constraint.Simplex;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Constraints there and back, and far out; their figures are in {@link NetworkFiguresTest}. */
class ConstraintTest {
    private static Stream<Constraint> all() {
        return Stream.of(Positive.BY_EXP, Positive.BY_SOFTPLUS, new Interval(-2, 3), new Simplex());
    }

    @ParameterizedTest
    @MethodSource("all")
    void freeNumbersComeBack(Constraint constraint) {
        Tensor free = RandomKey.of(2).normal(7, 33);
        assertClose(free, constraint.free(constraint.value(free)), 1e-12); // some roundings of numbers down to e^−10
        Tensor compiled = Autodiff.compile((Tensor x) -> constraint.free(constraint.value(x)))
                .apply(free);
        assertClose(free, compiled, 1e-12);
        Tensor single = free.cast(DType.FLOAT32);
        assertClose(single, constraint.free(constraint.value(single)), 1e-3);
        assertEquals(DType.FLOAT32, constraint.logDeterminant(single).dtype());
    }

    @ParameterizedTest
    @MethodSource("all")
    void farOutValuesKeepTheConstraintAndGradientsAreFinite(Constraint constraint) {
        Tensor free = Tensor.of(-700, -40, 0, 40, 700);
        Tensor value = constraint.value(free);
        assertTrue(value.isFinite().all().item() == 1);
        Tensor slopes = grad((Tensor x) -> constraint.value(x).sum()).apply(free);
        Tensor densities =
                grad((Tensor x) -> constraint.logDeterminant(x).sum()).apply(free);
        assertTrue(slopes.isFinite().all().item() == 1
                && densities.isFinite().all().item() == 1);
    }

    @Test
    void positiveNumbersStayPositiveAndIntervalsInside() {
        Tensor free = Tensor.of(-700, -40, 40, 700);
        assertTrue(Positive.BY_EXP.value(free).min().item() > 0);
        assertTrue(Positive.BY_SOFTPLUS.value(free).min().item() > 0);
        assertEquals(700, Positive.BY_SOFTPLUS.value(free).get(3).item());
        assertEquals(1e6, Positive.BY_SOFTPLUS.free(Tensor.scalar(1e6)).item());
        Tensor inside = new Interval(0, 1e-3).value(free);
        assertNumbers(inside.slice(0, 2, 4), 1e-18, 1e-3, 1e-3);
        assertEquals(1e-3 * Math.exp(-40), inside.get(1).item(), 1e-33);
        assertTrue(new Interval(-5, 0).value(free).get(2).item() < 0); // −5 e^−40: exact at the upper end too
        assertEquals(
                -40,
                Positive.BY_SOFTPLUS
                        .free(Positive.BY_SOFTPLUS.value(Tensor.scalar(-40)))
                        .item(),
                1e-13);
    }

    @Test
    void rowsOfASimplexArePositiveAndAddUpToOne() {
        assertNumbers(new Simplex().value(Tensor.zeros(2, 3)), 1e-15, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25);
        for (double scale : new double[] {1, 10, 100}) {
            Tensor rows = new Simplex().value(RandomKey.of(3).normal(33, 6).times(scale));
            assertNumbers(rows.sum(-1).minus(1).abs().max(), 1e-13, 0);
            assertTrue(rows.min().item() >= 0);
        }
        assertNumbers(new Simplex().value(Tensor.zeros(1, 0)), 0, 1);
        Tensor last = new Simplex().value(Tensor.of(40)).get(1);
        assertEquals(Math.exp(-40), last.item(), 1e-30); // not 1 − the other, which is 0
    }

    @Test
    void whatBreaksAConstraintIsRefused() {
        refused("positive numbers lie in (0, ∞), got a value of 0.0", () -> Positive.BY_EXP.free(Tensor.of(1, 0)));
        refused(
                "positive numbers lie in (0, ∞), got a value of NaN",
                () -> Positive.BY_SOFTPLUS.free(Tensor.of(Double.NaN)));
        refused(
                "numbers of an interval lie in (-2.0, 3.0), got a value of 3.0",
                () -> new Interval(-2, 3).free(Tensor.of(3)));
        refused(
                "numbers of a simplex are positive, got a value of -0.5",
                () -> new Simplex().free(Tensor.of(1.5, -0.5)));
        refused("a row of a simplex adds up to 1, got a value of 1.5", () -> new Simplex().free(Tensor.of(1, 0.5)));
        refused("a simplex has rows [..., n], got f64[]", () -> new Simplex().free(Tensor.scalar(1)));
        refused("a simplex is made of rows [..., n - 1], got f64[]", () -> new Simplex().value(Tensor.scalar(1)));
        List<double[]> ends = List.of(new double[] {1, 1}, new double[] {0, Double.POSITIVE_INFINITY});
        for (double[] each : ends) {
            refused(
                    "an interval needs finite ends low < high, got " + each[0] + " and " + each[1]
                            + "; Positive has one end",
                    () -> new Interval(each[0], each[1]));
        }
    }

    private static void refused(String text, Executable call) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
