package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobianForward;
import static org.palinode.autodiff.Autodiff.jacobianReverse;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/** Second derivatives where the first ones have a kink, or a formula of theirs has none: right or not a number, never 0 unasked. */
class SecondKinksTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** A function that is smooth although it is made of kinks, a point, and its Hessian there by hand. */
    static Stream<Arguments> smoothAtAKink() {
        return Stream.of(
                smooth("|x|²", x -> x.abs().square().sum(), Tensor.of(0, 2), 2, 0, 0, 2),
                smooth("|x|^2", x -> x.abs().power(2).sum(), Tensor.of(0), 2),
                smooth("|x|³", x -> x.abs().power(3).sum(), Tensor.of(0, -2), 0, 0, 0, 12),
                smooth("|x| sin |x|", x -> x.abs().sin().times(x.abs()).sum(), Tensor.of(0), 2),
                smooth("cos |x|", x -> x.abs().cos().sum(), Tensor.of(0), -1),
                smooth("norm²", x -> x.norm().square(), Tensor.of(0, 0), 2, 0, 0, 2),
                smooth("3 norm²", x -> x.norm().square().times(3), Tensor.zeros(3), 6, 0, 0, 0, 6, 0, 0, 0, 6),
                smooth("norm⁴", x -> x.norm().power(4), Tensor.of(0, 0), 0, 0, 0, 0),
                smooth("exp(−norm²/2)", x -> x.norm().square().times(-0.5).exp(), Tensor.of(0, 0), -1, 0, 0, -1),
                smooth("norm² of rows", x -> x.reshape(2, 1).norm(1).square().sum(), Tensor.of(0, 3), 2, 0, 0, 2),
                smooth("hypot²", x -> x.get(0).hypot(x.get(1)).square(), Tensor.of(0, 0), 2, 0, 0, 2),
                smooth("std²", x -> x.std().square(), Tensor.of(2, 2), 0.5, -0.5, -0.5, 0.5),
                smooth(
                        "std² of one of two rows",
                        x -> Tensor.stack(x, x.times(Tensor.of(1, 2)))
                                .std(1)
                                .get(0)
                                .square(),
                        Tensor.of(2, 2),
                        0.5,
                        -0.5,
                        -0.5,
                        0.5),
                smooth("max(x, −x)²", x -> x.maximum(x.negate()).square().sum(), Tensor.of(0), 2),
                smooth("min(x, −x)²", x -> x.minimum(x.negate()).square().sum(), Tensor.of(0), 2),
                smooth(
                        "max of {x, −x}, squared",
                        x -> Tensor.stack(x, x.negate()).max(0).square().sum(),
                        Tensor.of(0),
                        2),
                smooth(
                        "of three, two tied",
                        x -> Tensor.stack(x, x.negate(), x.minus(5))
                                .max(0)
                                .square()
                                .sum(),
                        Tensor.of(0),
                        2),
                smooth(
                        "the branch not taken",
                        x -> Tensor.where(x.greater(1), x.abs(), x.square()).sum(),
                        Tensor.of(0),
                        2),
                smooth("a tie that stays", x -> x.maximum(x.times(1)).square().sum(), Tensor.of(3), 2));
    }

    private static Arguments smooth(String name, Function<Tensor, Tensor> loss, Tensor at, double... hessian) {
        return Arguments.of(name, loss, at, hessian);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smoothAtAKink")
    void hessiansOfSmoothFunctionsAreRight(String name, Function<Tensor, Tensor> loss, Tensor x, double[] expected) {
        assertNumbers(hessian(loss, x), 1e-15, expected);
        assertNumbers(hessian(compile(loss), x), 1e-15, expected);
        Tensor v = RandomKey.of(1).normal(x.type());
        assertNumbers(hvp(loss, x, v), 1e-15, hessian(loss, x).matmul(v).toArray());
        for (Tensor nested : List.of(
                jacobianForward(grad(loss), x),
                jacobianReverse(grad(loss), x),
                jacobianForward(compile(grad(loss)), x))) {
            assertRightOrNaN(expected, nested);
        }
    }

    private static void assertRightOrNaN(double[] expected, Tensor actual) {
        double[] numbers = actual.toArray();
        for (int i = 0; i < expected.length; i++) {
            assertTrue(
                    Double.isNaN(numbers[i]) || Math.abs(numbers[i] - expected[i]) < 1e-14,
                    "entry " + i + " of " + actual);
        }
    }

    @Test
    void whereTheGradientJumpsTheHessianIsInfinite() {
        assertNumbers(hessian(x -> x.abs().sum(), Tensor.of(0, 1)), 0, INFINITY, 0, 0, 0);
        assertNumbers(hessian(x -> x.norm(), Tensor.of(0, 0)), 0, INFINITY, 0, 0, INFINITY);
        assertNumbers(hessian(x -> x.get(0).hypot(x.get(1)), Tensor.of(0, 0)), 0, INFINITY, 0, 0, INFINITY);
        assertFalse(
                Double.isFinite(hessian(Tensor::std, Tensor.of(2, 2)).get(0, 0).item()));
        assertNumbers(
                hessian(x -> x.get(0).maximum(x.get(1)), Tensor.of(1, 1)), 0, INFINITY, -INFINITY, -INFINITY, INFINITY);
        assertNumbers(hessian(Tensor::max, Tensor.of(1, 1)), 0, INFINITY, -INFINITY, -INFINITY, INFINITY);
        assertNumbers(hvp(Tensor::max, Tensor.of(1, 1, 0), Tensor.of(2, 2, 7)), 0, 0, 0, 0);
        assertNumbers(hessian(Tensor::min, Tensor.of(1, 1)), 0, -INFINITY, INFINITY, INFINITY, -INFINITY);
        assertNumbers(hvp(Tensor::min, Tensor.of(1, 1, 2), Tensor.of(2, 2, 7)), 0, 0, 0, 0);
    }

    /** As the table of docs/guide/derivatives.md says, of operations on arrays too. */
    @Test
    void secondDerivativesOfOtherOperationsAtTheirKinks() {
        assertNumbers(hessian(x -> x.clip(-1, 2).sum(), Tensor.of(-1, 2)), 0, INFINITY, 0, 0, -INFINITY);
        assertNumbers(hessian(x -> x.leakyRelu(0.1).sum(), Tensor.of(0)), 0, 0);
        assertNumbers(hessian(x -> x.elu(2).sum(), Tensor.of(0)), 0, 2);
        assertNumbers(hessian(x -> x.mod(2).sum(), Tensor.of(4)), 0, 0);
        assertNumbers(hessian(x -> x.rem(2).sum(), Tensor.of(4)), 0, 0);
        assertNumbers(hessian(x -> x.prod(), Tensor.of(0, 0, 3)), 0, 0, 3, 0, 3, 0, 0, 0, 0, 0);
        assertNumbers(hessian(x -> x.cumprod(0).sum(), Tensor.of(0, 0, 3)), 0, 0, 4, 0, 4, 0, 0, 0, 0, 0);
        assertNumbers(
                hessian(x -> x.maxPool(Window.of(2)).sum(), Tensor.of(3, 3)),
                0,
                INFINITY,
                -INFINITY,
                -INFINITY,
                INFINITY);
        Function<Tensor, Tensor> line =
                x -> x.interp(Tensor.of(0, 1, 3), Tensor.of(5, 7, 1)).sum();
        assertNumbers(hessian(line, Tensor.of(1)), 0, 0);
        assertNumbers(hessian(line, Tensor.of(0)), 0, INFINITY);
        Tensor angle = hessian(x -> x.get(0).atan2(x.get(1)), Tensor.of(0, 0));
        assertFalse(Double.isFinite(angle.get(0, 1).item()));
        for (Function<Tensor, Tensor> each : List.<Function<Tensor, Tensor>>of(
                x -> x.sqrt().sum(),
                x -> x.cbrt().sum(),
                x -> x.log().sum(),
                x -> x.plus(1).asin().sum(),
                x -> x.plus(1).acos().sum(),
                x -> x.plus(1).atanh().sum(),
                x -> x.plus(1).erfInv().sum(),
                x -> x.plus(1).acosh().sum(),
                x -> x.lgamma().sum(),
                x -> x.digamma().sum(),
                x -> x.polygamma(1).sum())) {
            assertFalse(Double.isFinite(hessian(each, Tensor.of(0)).item()));
        }
    }

    /** Of both modes nested in any way, which know nothing of the side they come from. */
    @Test
    void otherSecondDerivativesAtAKinkAreNotNumbers() {
        Function<Tensor, Tensor> loss = x -> x.maximum(x.negate()).square().sum();
        for (Function<Tensor, Tensor> each : List.<Function<Tensor, Tensor>>of(
                loss,
                x -> x.abs().square().sum(),
                x -> x.norm().square(),
                x -> Tensor.stack(x, x.negate()).max(0).square().sum())) {
            assertNumbers(jacobianForward(grad(each), Tensor.of(0)), 0, Double.NaN);
            assertNumbers(jacobianReverse(grad(each), Tensor.of(0)), 0, Double.NaN);
        }
    }

    /** The jumps of its two gradients are infinite and take each other out. */
    @Test
    void aProductOfKinksWhoseJumpsCancelIsNotANumber() {
        Function<Tensor, Tensor> product =
                x -> x.get(0).maximum(x.get(1)).times(x.get(0).minimum(x.get(1)));
        assertRightOrNaN(new double[] {0, 1, 1, 0}, hessian(product, Tensor.of(2, 2)));
    }

    /** relu takes its left piece at 0, to every order. */
    @Test
    void reluIsZeroToTheLeftToEveryOrder() {
        assertNumbers(hessian(x -> x.relu().square().sum(), Tensor.of(0, 1, -1)), 0, 0, 0, 0, 0, 2, 0, 0, 0, 0);
    }

    @ParameterizedTest(name = "{0}^{1}")
    @CsvSource({
        "23, 0",
        "1, 0",
        "0.5, 0",
        "2, 1",
        "2, 2",
        "3, -1",
        "0.25, 0.5",
        "1e-3, 2.5",
        "1e5, -0.5",
        "7, 1e-9",
    })
    void powersHaveTheSecondDerivativesOfTheirFormula(double a, double b) {
        double log = Math.log(a);
        double mixed = Math.pow(a, b - 1) * (1 + b * log);
        double[] expected = {b * (b - 1) * Math.pow(a, b - 2), mixed, mixed, Math.pow(a, b) * log * log};
        assertPower(
                a,
                b,
                (x, y) -> 8 * Math.ulp(1.0) * Math.max(1, Math.abs(x)),
                expected); // some roundings of each factor
    }

    /** Limits towards a = 0; infinite, or not a number, where there is none. */
    @Test
    void powersOfZeroHaveTheLimits() {
        DoubleBinaryOperator exact = (x, y) -> 0;
        assertPower(0, 3, exact, 0, 0, 0, 0);
        assertPower(0, 2, exact, 2, 0, 0, 0);
        assertPower(0, 1, exact, 0, -INFINITY, -INFINITY, 0);
        assertPower(0, 1.5, exact, INFINITY, 0, 0, 0);
        assertPower(0, 0.5, exact, -INFINITY, Double.NaN, -INFINITY, 0);
    }

    private static void assertPower(double a, double b, DoubleBinaryOperator tolerance, double... expected) {
        Function<Tensor, Tensor> power = x -> x.get(0).power(x.get(1));
        Tensor at = Tensor.of(a, b);
        for (Tensor second : List.of(hessian(power, at), hessian(compile(power), at))) {
            double[] numbers = second.toArray();
            for (int i = 0; i < 4; i++) {
                double allowed = tolerance.applyAsDouble(expected[i], i);
                assertEquals(expected[i], numbers[i], allowed, a + "^" + b + ", entry " + i + " of " + second);
            }
        }
        if (a > 0) { // else, going back twice, infinite cotangents meet slopes of 0
            assertClose(hessian(power, at), jacobianReverse(grad(power), at), 1e-14);
        }
    }

    @Test
    void theSlopeOfZeroToTheZeroForItsExponentIsInfinite() {
        assertNumbers(grad((Tensor b) -> Tensor.scalar(0).power(b)).apply(Tensor.scalar(0)), 0, -INFINITY);
        assertNumbers(grad((Tensor a) -> a.power(Tensor.of(0).get(0))).apply(Tensor.scalar(0)), 0, 0);
    }

    @Test
    void theNormNeitherOverflowsNorUnderflows() {
        for (double scale : new double[] {1e-320, 1e-300, 1e-160, 1, 1e160, 3e307}) {
            Tensor x = Tensor.of(3, -4).times(scale);
            assertEquals(5 * scale, x.norm().item(), 1e-15 * 5 * scale + Double.MIN_VALUE);
            assertNumbers(grad((Tensor point) -> point.norm()).apply(x), scale < 1e-310 ? 1e-3 : 1e-15, 0.6, -0.8);
        }
        assertNumbers(Tensor.of(Double.NaN, INFINITY).norm(), 0, Double.NaN);
        assertNumbers(Tensor.of(1, -INFINITY).norm(), 0, INFINITY);
        assertNumbers(Tensor.zeros(0).norm(), 0, 0);
        assertEquals(5e30, Tensor.float32(3e30f, -4e30f).norm().item(), 1e24);
    }
}
