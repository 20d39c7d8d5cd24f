package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.jacobian;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.stopGradient;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.GradientCheckError;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.CountingSquare;

class GradTest {
    private record Line(Tensor slope, Tensor offset, String name) {
        Tensor at(Tensor x) {
            return slope.times(x).plus(offset);
        }
    }

    private static Tensor scalar(double value) {
        return Tensor.scalar(value);
    }

    @Test
    void theGradientOfARecordIsThatRecord() {
        Tensor x = Tensor.of(1, 2, 3);
        Line line = new Line(scalar(2), scalar(1), "fit");
        var result = valueAndGrad((Line p) -> p.at(x).square().sum(), line);
        assertEquals(9 + 25 + 49, result.value().item());
        assertEquals(2 * (3 + 2 * 5 + 3 * 7), result.gradient().slope().item());
        assertEquals(2 * (3 + 5 + 7), result.gradient().offset().item());
        assertEquals("fit", result.gradient().name());
    }

    @Test
    void leavesWithoutInfluenceGetZeros() {
        Map<String, Tensor> gradient = grad((Map<String, Tensor> p) ->
                        p.get("used").sum())
                .apply(Map.of("used", Tensor.of(1, 2), "unused", Tensor.of(3, 4)));
        assertNumbers(gradient.get("used"), 0, 1, 1);
        assertNumbers(gradient.get("unused"), 0, 0, 0);
        assertNumbers(grad((Tensor p) -> scalar(3)).apply(Tensor.of(1, 2)), 0, 0, 0);
    }

    /** The result is a constant, as far as anybody can see. */
    @Test
    void aResultMadeOfNumbersThatWereReadIsRefused() {
        List<Function<Tensor, Tensor>> cut = List.of(
                x -> Tensor.of(x.toArray()).square().sum(),
                x -> Tensor.of(x.toINDArray()).square().sum(),
                x -> scalar(x.square().sum().item()),
                x -> Tensor.of(x.exp().toArray()).sum());
        for (Function<Tensor, Tensor> loss : cut) {
            for (Executable derivative : List.<Executable>of(
                    () -> grad(loss).apply(Tensor.of(1, 2)),
                    () -> vjp(loss, Tensor.of(1, 2)),
                    () -> jvp(loss, Tensor.of(1, 2), Tensor.of(1, 1)),
                    () -> jacobian(loss, Tensor.of(1, 2)),
                    () -> hessian(loss, Tensor.of(1, 2)))) {
                assertEquals(
                        "the result [f64[]] does not depend on what it is differentiated by, but numbers were read (item, toArray, toINDArray)"
                                + " from tensors that do: what is made of numbers is a constant. Compute it with tensors, or read from stopGradient()"
                                + " what is meant to be constant",
                        assertThrows(IllegalArgumentException.class, derivative).getMessage());
            }
        }
    }

    @Test
    void numbersMayBeReadToPrintAndToBranch() {
        List<Double> seen = new ArrayList<>();
        Function<Tensor, Tensor> loss = x -> {
            Tensor square = x.square().sum();
            seen.add(square.item());
            return square.item() > 4 ? square.times(2) : square;
        };
        assertNumbers(grad(loss).apply(Tensor.of(1, 1)), 0, 2, 2);
        assertNumbers(grad(loss).apply(Tensor.of(2, 1)), 0, 8, 4);
        assertEquals(8, jvp(loss, Tensor.of(2, 1), Tensor.of(1, 0)).tangent().item());
        assertNumbers(hessian(loss, Tensor.of(2, 1)), 0, 4, 0, 0, 4);
        assertEquals(5.0, seen.get(1));
    }

    /** To read from stopGradient is to ask for it; and the gradient of what is linear is constant. */
    @Test
    void constantsThatAreMeantHaveZeroGradients() {
        Function<Tensor, Tensor> meant =
                x -> Tensor.of(x.stopGradient().toArray()).sum();
        assertNumbers(grad(meant).apply(Tensor.of(1, 2)), 0, 0, 0);
        assertNumbers(jvp(meant, Tensor.of(1, 2), Tensor.of(1, 1)).tangent(), 0, 0);
        assertNumbers(grad((Tensor x) -> x.stopGradient().square().sum()).apply(Tensor.of(1, 2)), 0, 0, 0);
        assertNumbers(hessian(x -> x.sum(), Tensor.of(1, 2)), 0, 0, 0, 0, 0);
        List<Tensor> parts = grad((List<Tensor> p) -> {
                    assertEquals(3, p.get(1).item());
                    return p.get(0).square();
                })
                .apply(List.of(scalar(2), scalar(3)));
        assertEquals(4, parts.get(0).item());
        assertEquals(0, parts.get(1).item());
    }

    /** A cut of a part of the loss cannot be seen from outside, but by differences. */
    @Test
    void aGradientCheckThatFailsSaysThatNumbersWereRead() {
        Function<Tensor, Tensor> loss =
                x -> x.sum().plus(Tensor.of(x.toArray()).square().sum());
        String text = assertThrows(GradientCheckError.class, () -> checkGradients(loss, Tensor.of(1, 2)))
                .getMessage();
        assertTrue(text.contains("the function read numbers from tensors (item, toArray, toINDArray)"), text);
    }

    @Test
    void theSameTensorInTwoPlacesHasTwoGradients() {
        Tensor x = scalar(3);
        List<Tensor> gradient = grad((List<Tensor> p) ->
                        p.get(0).times(p.get(1)).times(p.get(1)))
                .apply(List.of(x, x));
        assertEquals(9, gradient.get(0).item());
        assertEquals(18, gradient.get(1).item());
    }

    @Test
    void aLossOfSeveralNumbersIsRefusedWithTheRemedy() {
        assertEquals(
                "a gradient needs a loss of one number, got f64[3]; end it with sum() or mean(), or use jacobian or vjp",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> grad((Tensor x) -> x.square()).apply(Tensor.arange(3)))
                        .getMessage());
    }

    @Test
    void aLossThatIsForgottenIsRefused() {
        assertEquals(
                "a gradient needs a loss of one number, got null; end it with sum() or mean(), or use jacobian or vjp",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> grad((Tensor x) -> null).apply(Tensor.arange(3)))
                        .getMessage());
    }

    @Test
    void parametersWithoutTensorsAreRefused() {
        assertEquals(
                "there is nothing to differentiate by: list([0]=1.5, [1]=a) has no tensors; make its numbers tensors, for instance with"
                        + " Tensor.scalar, and its classes records",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> grad((List<Object> x) -> scalar(1)).apply(List.of(1.5, "a")))
                        .getMessage());
    }

    @Test
    void tangentsAndCotangentsOfOtherTypesAreRefused() {
        assertEquals(
                "the tangent at [1] must be f64[2] like the value there, got f64[3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> jvp(
                                        (List<Tensor> x) -> x.get(0),
                                        List.of(scalar(1), Tensor.arange(2)),
                                        List.of(scalar(1), Tensor.arange(3))))
                        .getMessage());
        assertEquals(
                "the cotangent at root must be f64[2] like the value there, got f32[2]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> vjp((Tensor x) -> x.exp(), Tensor.arange(2))
                                        .pullBack(Tensor.float32(1, 1)))
                        .getMessage());
        assertEquals(
                "the cotangent has another structure at root: expected list([0]=*), got list([0]=*, [1]=*)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> vjp((Tensor x) -> List.of(x), scalar(1)).pullBack(List.of(scalar(1), scalar(1))))
                        .getMessage());
    }

    @Test
    void gradientsNest() {
        UnaryOperator<Tensor> function = x -> x.power(5).plus(x.sin());
        UnaryOperator<Tensor> first = grad(function);
        UnaryOperator<Tensor> second = grad(first);
        UnaryOperator<Tensor> third = grad(second);
        UnaryOperator<Tensor> fourth = grad(third);
        double x = 0.7;
        assertEquals(5 * Math.pow(x, 4) + Math.cos(x), first.apply(scalar(x)).item(), 1e-14);
        assertEquals(20 * Math.pow(x, 3) - Math.sin(x), second.apply(scalar(x)).item(), 1e-14);
        assertEquals(60 * Math.pow(x, 2) - Math.cos(x), third.apply(scalar(x)).item(), 1e-13);
        assertEquals(120 * x + Math.sin(x), fourth.apply(scalar(x)).item(), 1e-13);
    }

    /** d/dx [x · d/dy (x + y)] is 1; an implementation that confuses the two perturbations gives 2. */
    @Test
    void nestedPerturbationsAreNotConfused() {
        Tensor y = scalar(2);
        Function<Tensor, Tensor> reverseInReverse =
                x -> x.times(grad((Tensor z) -> x.plus(z)).apply(y));
        assertEquals(1, grad(reverseInReverse).apply(scalar(3)).item());
        assertEquals(1, jvp(reverseInReverse, scalar(3), scalar(1)).tangent().item());
        Function<Tensor, Tensor> forwardInside =
                x -> x.times(jvp((Tensor z) -> x.plus(z), y, scalar(1)).tangent());
        assertEquals(1, grad(forwardInside).apply(scalar(3)).item());
        assertEquals(1, jvp(forwardInside, scalar(3), scalar(1)).tangent().item());
    }

    @Test
    void tensorsOfAnOuterFunctionAreFollowedThroughInnerOnes() {
        // f(x) = d/dz (x² z³) at z = x, so f = 3x⁴ and f' = 12x³, through both ways in which x enters.
        Function<Tensor, Tensor> function =
                x -> grad((Tensor z) -> x.square().times(z.power(3))).apply(x);
        assertEquals(3 * 16, function.apply(scalar(2)).item(), 1e-13);
        assertEquals(12 * 8, grad(function).apply(scalar(2)).item(), 1e-13);
        assertEquals(12 * 8, jvp(function, scalar(2), scalar(1)).tangent().item(), 1e-13);
        assertEquals(36 * 4, grad(grad(function)).apply(scalar(2)).item(), 1e-12);
    }

    @Test
    void aRecordingPullsBackAsOftenAsWanted() {
        Recording<Tensor, Tensor> recording = vjp((Tensor x) -> x.times(x), Tensor.of(1, 2, 3));
        assertNumbers(recording.value(), 0, 1, 4, 9);
        assertNumbers(recording.pullBack(Tensor.of(1, 0, 0)), 0, 2, 0, 0);
        assertNumbers(recording.pullBack(Tensor.of(0, 1, 10)), 0, 0, 4, 60);
        assertNumbers(recording.pullBack(Tensor.of(1, 0, 0)), 0, 2, 0, 0);
    }

    @Test
    void aRecordingPullsBackUnderAnotherPrimitive() {
        CountingSquare square = new CountingSquare();
        Recording<Tensor, Tensor> recording = vjp((Tensor x) -> square.of(x).tanh(), Tensor.of(0.5));
        Tensor plain = recording.pullBack(Tensor.of(1));
        List<String> met = new ArrayList<>();
        UnaryOperator<Primitive> halved = primitive -> {
            met.add(primitive.name());
            return primitive.equals(square) ? Primitives.EXP : primitive; // slope y instead of 2x
        };
        assertEquals(
                plain.item() * 0.25, recording.pullBack(Tensor.of(1), halved).item(), 1e-16);
        assertEquals(List.of("tanh", "counting_square"), met);
        assertClose(plain, recording.pullBack(Tensor.of(1)), 0);
        assertEquals(1, square.runs().get());
    }

    @Test
    void aRecordingMayBePulledBackInsideAnotherDerivative() {
        Recording<Tensor, Tensor> recording = vjp((Tensor x) -> x.sin(), scalar(0.3));
        // The cotangent c moves: d/dc (c cos x)² = 2 c cos² x.
        Tensor slope = grad((Tensor c) -> recording.pullBack(c).square()).apply(scalar(2));
        assertEquals(4 * Math.cos(0.3) * Math.cos(0.3), slope.item(), 1e-15);
    }

    @Test
    void longRecordingsAreWalkedWithoutRecursion() {
        UnaryOperator<Tensor> gradient = grad((Tensor x) -> {
            Tensor y = x;
            for (int i = 0; i < 100_000; i++) {
                y = y.plus(x);
            }
            return y;
        });
        assertEquals(100_001, gradient.apply(Tensor.of(2).get(0)).item());
    }

    @Test
    void noGradientPassesStopGradient() {
        Line line = new Line(scalar(2), scalar(1), "");
        Line gradient = grad((Line p) -> p.at(scalar(3)).times(stopGradient(p).at(scalar(3))))
                .apply(line);
        assertEquals(7 * 3, gradient.slope().item());
        assertEquals(7, gradient.offset().item());
        assertEquals(
                7,
                jvp(
                                (Line p) ->
                                        p.at(scalar(3)).times(stopGradient(p).at(scalar(3))),
                                line,
                                new Line(scalar(0), scalar(1), ""))
                        .tangent()
                        .item());
    }

    @Test
    void valuesMayBeReadWhileAGradientIsTaken() {
        // Eager: Java's own if on a number that is there.
        UnaryOperator<Tensor> gradient = grad((Tensor x) -> x.item() > 0 ? x.times(3) : x.times(5));
        assertEquals(3, gradient.apply(scalar(1)).item());
        assertEquals(5, gradient.apply(scalar(-1)).item());
    }

    @Test
    void float32StaysFloat32() {
        Tensor x = Tensor.float32(1, 2, 3);
        var result = valueAndGrad((Tensor p) -> p.square().mean().plus(1).sqrt(), x);
        assertSame(DType.FLOAT32, result.value().dtype());
        assertSame(DType.FLOAT32, result.gradient().dtype());
        double root = Math.sqrt(14.0 / 3 + 1);
        assertNumbers(result.gradient(), 1e-7, 1 / (3 * root), 2 / (3 * root), 3 / (3 * root));
    }
}
