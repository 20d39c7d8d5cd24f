package org.palinode.tests.autodiff.primitive;

import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/** The slopes chosen where there is none, or none that the formula would give. */
class KinksTest {
    private static Tensor slope(UnaryOperator<Tensor> function, double... at) {
        return grad((Tensor x) -> function.apply(x).sum()).apply(Tensor.of(at));
    }

    @Test
    void slopesAtZero() {
        assertNumbers(slope(Tensor::relu, 0), 0, 0);
        assertNumbers(slope(Tensor::abs, 0), 0, 0);
        assertNumbers(slope(Tensor::sign, 0, 1), 0, 0, 0);
        assertNumbers(slope(Tensor::norm, 0, 0), 0, 0, 0);
        assertNumbers(slope(Tensor::sqrt, 0), 0, Double.POSITIVE_INFINITY);
    }

    /** Infinite or NaN where the graph is upright or has a pole. */
    @Test
    void slopesAtTheEndsOfTheirRangeAreStated() {
        double infinity = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        assertNumbers(slope(Tensor::cbrt, 0), 0, infinity);
        assertNumbers(slope(Tensor::asin, 1, -1, 2), 0, infinity, infinity, nan);
        assertNumbers(slope(Tensor::acos, 1, -1, 2), 0, -infinity, -infinity, nan);
        assertNumbers(slope(Tensor::acosh, 1, 0), 0, infinity, nan);
        assertNumbers(slope(Tensor::atanh, 1, -1), 0, infinity, infinity);
        assertNumbers(slope(Tensor::erfInv, 1, -1), 0, infinity, infinity);
        assertNumbers(slope(Tensor::log, 0), 0, infinity);
        assertNumbers(slope(Tensor::log2, 0), 0, infinity);
        assertNumbers(slope(Tensor::log10, 0), 0, infinity);
        assertNumbers(slope(Tensor::log1p, -1), 0, infinity);
        assertNumbers(slope(Tensor::lgamma, 0, -3), 0, nan, nan);
        assertNumbers(slope(Tensor::digamma, 0, -3), 0, nan, nan);
        assertNumbers(slope(x -> x.polygamma(2), 0, -3), 0, nan, nan);
    }

    @Test
    void operationsOfTwoNumbersHaveASlopeAtTheOriginAndAtInfinity() {
        double infinity = Double.POSITIVE_INFINITY;
        assertNumbers(slope(x -> x.get(0).hypot(x.get(1)), 0, 0), 0, 0, 0);
        assertNumbers(slope(x -> x.get(0).hypot(x.get(1)), -3, 4), 1e-15, -0.6, 0.8);
        assertNumbers(slope(x -> x.get(0).atan2(x.get(1)), 0, 0), 0, 0, 0);
        assertNumbers(slope(x -> x.get(0).atan2(x.get(1)), 3e200, 4e200), 1e-216, 1.6e-201, -1.2e-201);
        assertNumbers(slope(x -> x.get(0).logAddExp(x.get(1)), infinity, infinity), 0, 0.5, 0.5);
        assertNumbers(slope(x -> x.get(0).logAddExp(x.get(1)), -infinity, -infinity), 0, 0.5, 0.5);
        assertNumbers(slope(x -> x.get(0).logAddExp(x.get(1)), -infinity, 1), 0, 0, 1);
    }

    @Test
    void slopesWherePiecesMeetAreStated() {
        assertNumbers(slope(x -> x.leakyRelu(0.1), 0, 1, -1), 0, 0.1, 1, 0.1);
        assertNumbers(slope(x -> x.elu(2), 0, 800, -800), 0, 2, 1, 0);
        assertNumbers(slope(x -> x.clip(-1, 2), -1, 0, 2, 3), 0, 0.5, 1, 0.5, 0);
        assertNumbers(slope(Tensor::floor, 2), 0, 0);
        assertNumbers(slope(Tensor::ceil, 2), 0, 0);
        assertNumbers(slope(Tensor::round, 0.5), 0, 0);
        assertNumbers(slope(x -> x.mod(2), 4, -4, 0), 0, 1, 1, 1);
        assertNumbers(slope(x -> Tensor.scalar(7).mod(x), 2, -2), 0, -3, 4);
        assertNumbers(slope(x -> Tensor.scalar(7).rem(x), 2, -2), 0, -3, 3);
        Tensor knots = Tensor.of(0, 1, 3);
        Tensor values = Tensor.of(5, 7, 1);
        assertNumbers(slope(x -> x.interp(knots, values), 0, 0.5, 1, 2, 3, 4, -1), 0, 1, 2, -3, -3, -1.5, 0, 0);
    }

    @Test
    void equalNumbersHaveASpreadWithoutASlope() {
        assertNumbers(slope(Tensor::std, 2, 2, 2), 0, 0, 0, 0);
        assertNumbers(slope(Tensor::var, 0, 0), 0, 0, 0);
        assertNumbers(slope(Tensor::prod, 0, 3, 0), 0, 0, 0, 0);
        assertNumbers(slope(Tensor::prod, 0, 3, 2), 0, 6, 0, 0);
        assertNumbers(slope(x -> x.cumprod(0), 0, 3, 0), 0, 4, 0, 0);
        assertNumbers(slope(x -> x.maxPool(Window.of(2)), 3, 3, 1), 0, 0.5, 1.5, 0);
        assertNumbers(slope(x -> x.topK(0, 1).values(), 3, 3, 1), 0, 1, 0, 0);
        assertNumbers(slope(Tensor::logSumExp, 4, 4), 1e-15, 0.5, 0.5);
        assertNumbers(slope(x -> x.sort(0).values().times(Tensor.of(1, 10, 100)), 2, 2, 0), 0, 10, 100, 1);
    }

    @Test
    void tiesShareTheGradient() {
        List<Tensor> pair = List.of(Tensor.of(1, 2, 3), Tensor.of(1, 5, 0));
        List<Tensor> larger =
                grad((List<Tensor> x) -> x.get(0).maximum(x.get(1)).sum()).apply(pair);
        assertNumbers(larger.get(0), 0, 0.5, 0, 1);
        assertNumbers(larger.get(1), 0, 0.5, 1, 0);
        List<Tensor> smaller =
                grad((List<Tensor> x) -> x.get(0).minimum(x.get(1)).sum()).apply(pair);
        assertNumbers(smaller.get(0), 0, 0.5, 1, 0);
        assertNumbers(smaller.get(1), 0, 0.5, 0, 1);
        assertNumbers(slope(Tensor::max, 3, 1, 3, 3), 0, 1.0 / 3, 0, 1.0 / 3, 1.0 / 3);
        assertNumbers(slope(Tensor::min, 1, 3, 1), 0, 0.5, 0, 0.5);
    }

    @Test
    void forwardModeChoosesTheSameSlopes() {
        Tensor x = Tensor.of(0, 3, 3);
        Tensor direction = Tensor.of(1, 10, 100);
        assertNumbers(jvp(Tensor::relu, x, direction).tangent(), 0, 0, 10, 100);
        assertNumbers(jvp(Tensor::max, x, direction).tangent(), 0, 55);
        assertNumbers(jvp(Tensor::min, x.negate().concrete(), direction).tangent(), 0, 55);
        assertNumbers(jvp((Tensor a) -> a.maximum(3), x, direction).tangent(), 0, 0, 5, 50);
    }

    @Test
    void powersHaveFiniteSlopesAtZero() {
        assertNumbers(slope(x -> x.power(2), 0, 3), 0, 0, 6);
        assertNumbers(slope(x -> x.power(1), 0), 0, 1);
        assertNumbers(slope(x -> x.power(0), 0, 2), 0, 0, 0);
        assertNumbers(slope(x -> Tensor.scalar(0).power(x), 2), 0, 0);
        assertNumbers(
                slope(x -> x.power(3), -2), 0, 12); // the exponent is a constant: no logarithm of a negative number
        UnaryOperator<Tensor> second =
                grad((Tensor x) -> grad((Tensor y) -> y.power(2).sum()).apply(x).sum());
        assertNumbers(second.apply(Tensor.of(0, 5)), 0, 2, 2);
    }

    @Test
    void whereKeepsTheBranchNotTakenOutOfTheGradient() {
        Tensor x = Tensor.of(0, 4);
        UnaryOperator<Tensor> safeRoot = grad((Tensor y) -> Tensor.where(
                        y.greater(0),
                        Tensor.where(y.greater(0), y, y.onesLike()).sqrt(),
                        y.zerosLike())
                .sum());
        assertNumbers(safeRoot.apply(x), 0, 0, 0.25);
    }
}
