package org.palinode.autodiff.tensor;

import java.util.List;
import org.apache.commons.math3.special.Erf;
import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;
import org.palinode.autodiff.memory.DType;

/**
 * What an {@link Elementwise} operation computes, and its slopes: one line each.
 *
 * @param function the value
 * @param rules slope × g for each input; null where the slope is zero everywhere
 */
record ElementwiseFormulas(ScalarFunction function, Rule... rules) {
    /** The function of up to three numbers; a function of fewer ignores the rest. */
    @FunctionalInterface
    interface ScalarFunction {
        double apply(double a, double b, double c);
    }

    /** slope × g for one input; null where the slope is zero everywhere. */
    @FunctionalInterface
    interface Rule {
        Tensor times(List<Tensor> in, Tensor out, Tensor g);
    }

    /** slope × g for a function of one number x with value y. */
    @FunctionalInterface
    private interface UnaryRule {
        Tensor times(Tensor x, Tensor y, Tensor g);
    }

    /** slope × g for a function of two numbers a, b with value y. */
    @FunctionalInterface
    private interface BinaryRule {
        Tensor times(Tensor a, Tensor b, Tensor y, Tensor g);
    }

    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    static ElementwiseFormulas of(String name) {
        // @formatter:off
        return switch (name) {
            case "add" -> binary((a, b, c) -> a + b, (a, b, y, g) -> g, (a, b, y, g) -> g);
            case "subtract" -> binary((a, b, c) -> a - b, (a, b, y, g) -> g, (a, b, y, g) -> g.negate());
            case "multiply" -> binary((a, b, c) -> a * b, (a, b, y, g) -> times(g, b), (a, b, y, g) -> times(g, a));
            case "divide" -> binary((a, b, c) -> a / b, (a, b, y, g) -> over(g, b), (a, b, y, g) -> over(times(g, y), b).negate());
            case "power" -> binary((a, b, c) -> Math.pow(a, b),
                    (a, b, y, g) -> times(g, times(b, a.power(b.minus(1)))), (a, b, y, g) -> times(g, times(y, a.log())));
            case "minimum" -> binary((a, b, c) -> Math.min(a, b), (a, b, y, g) -> share(g, b, a), (a, b, y, g) -> share(g, a, b));
            case "maximum" -> binary((a, b, c) -> Math.max(a, b), (a, b, y, g) -> share(g, a, b), (a, b, y, g) -> share(g, b, a));

            case "strong_multiply" -> binary((a, b, c) -> a == 0 ? a : a * b, (a, b, y, g) -> times(g, b), (a, b, y, g) -> both(g, a));
            case "strong_divide" -> binary((a, b, c) -> a == 0 ? a : a / b, (a, b, y, g) -> over(g, b), (a, b, y, g) -> both(g, over(y, b)).negate());
            case "strong_both" -> binary((a, b, c) -> a == 0 || b == 0 ? 0 : a * b, (a, b, y, g) -> both(g, b), (a, b, y, g) -> both(g, a));

            case "share" -> new ElementwiseFormulas((a, b, c) -> b > c ? a : b == c ? 0.5 * a : 0,
                    (in, y, g) -> share(g, in.get(1), in.get(2)),
                    (in, y, g) -> Kinks.undefined(in.get(1).equalTo(in.get(2)), g, g.zerosLike()),
                    (in, y, g) -> Kinks.undefined(in.get(1).equalTo(in.get(2)), g, g.zerosLike()));
            case "spread" -> new ElementwiseFormulas((a, b, c) -> c == 0 ? 0 : a == 0 ? a : a * (b / c),
                    (in, y, g) -> Tensor.apply(Elementwise.SPREAD, g, in.get(1), in.get(2)),
                    (in, y, g) -> Kinks.undefined(in.get(2).equalTo(0), g, over(both(g, in.get(0)), in.get(2))),
                    (in, y, g) -> Kinks.undefined(in.get(2).equalTo(0), g, both(g, over(y, in.get(2))).negate()));

            case "less" -> comparison((a, b, c) -> a < b ? 1 : 0);
            case "less_equal" -> comparison((a, b, c) -> a <= b ? 1 : 0);
            case "greater" -> comparison((a, b, c) -> a > b ? 1 : 0);
            case "greater_equal" -> comparison((a, b, c) -> a >= b ? 1 : 0);
            case "equal" -> comparison((a, b, c) -> a == b ? 1 : 0);
            case "not_equal" -> comparison((a, b, c) -> a != b ? 1 : 0);
            case "where" -> new ElementwiseFormulas((a, b, c) -> a != 0 ? b : c, null,
                    (in, y, g) -> Tensor.where(in.get(0), g, g.zerosLike()), (in, y, g) -> Tensor.where(in.get(0), g.zerosLike(), g));

            case "negate" -> unary((a, b, c) -> -a, (x, y, g) -> g.negate());
            case "exp" -> unary((a, b, c) -> Math.exp(a), (x, y, g) -> times(g, y));
            case "expm1" -> unary((a, b, c) -> Math.expm1(a), (x, y, g) -> times(g, y.plus(1)));
            case "log" -> unary((a, b, c) -> Math.log(a), (x, y, g) -> over(g, x));
            case "log1p" -> unary((a, b, c) -> Math.log1p(a), (x, y, g) -> over(g, x.plus(1)));
            case "sqrt" -> unary((a, b, c) -> Math.sqrt(a), (x, y, g) -> over(g, y.times(2)));
            case "sin" -> unary((a, b, c) -> Math.sin(a), (x, y, g) -> times(g, x.cos()));
            case "cos" -> unary((a, b, c) -> Math.cos(a), (x, y, g) -> times(g, x.sin()).negate());
            case "tanh" -> unary((a, b, c) -> Math.tanh(a), (x, y, g) -> times(g, tanhSlope(x, y)));
            case "sech_square" -> unary((a, b, c) -> sechSquare(a), (x, y, g) -> times(g, x.tanh().times(y).times(-2)));
            case "odd_expm1" -> unary((a, b, c) -> Math.copySign(Math.expm1(2 * Math.abs(a)), a), (x, y, g) -> times(g, y.abs().plus(1).times(2)));
            case "tanh_from" -> unary((a, b, c) -> ScalarFunctions.tanhFrom(a), (x, y, g) -> over(g.times(2), x.abs().plus(2).square()));
            case "sech_square_from" -> unary((a, b, c) -> ScalarFunctions.sechSquareFrom(a), (x, y, g) -> over(times(g, x.times(-4)), x.abs().plus(2).power(3)));
            case "sigmoid" -> unary((a, b, c) -> sigmoid(a), (x, y, g) -> times(g, y.times(x.negate().sigmoid())));
            case "softplus" -> unary((a, b, c) -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), (x, y, g) -> times(g, x.sigmoid()));
            case "relu" -> unary((a, b, c) -> a > 0 ? a : a != a ? a : 0, (x, y, g) -> Tensor.where(x.greater(0), g, g.zerosLike()));
            case "abs" -> unary((a, b, c) -> Math.abs(a), (x, y, g) -> share(g, x, x.negate()).minus(share(g, x.negate(), x)));
            case "sign" -> unary((a, b, c) -> Math.signum(a), (x, y, g) -> null);
            case "erf" -> unary((a, b, c) -> erf(a), (x, y, g) -> times(g, x.times(x).negate().exp().times(TWO_OVER_SQRT_PI)));

            default -> throw new IllegalArgumentException("no elementwise operation is called " + name);
        };
        // @formatter:on
    }

    private static ElementwiseFormulas unary(ScalarFunction function, UnaryRule rule) {
        return new ElementwiseFormulas(function, (in, y, g) -> rule.times(in.get(0), y, g));
    }

    private static ElementwiseFormulas binary(ScalarFunction function, BinaryRule a, BinaryRule b) {
        return new ElementwiseFormulas(
                function,
                (in, y, g) -> a.times(in.get(0), in.get(1), y, g),
                (in, y, g) -> b.times(in.get(0), in.get(1), y, g));
    }

    private static ElementwiseFormulas comparison(ScalarFunction function) {
        return new ElementwiseFormulas(function, null, null);
    }

    /** From y alone in float64, so that a pull-back needs no x; in float32 1 − y² has lost all digits at |x| = 9. */
    private static Tensor tanhSlope(Tensor x, Tensor y) {
        boolean single = x.dtype() == DType.FLOAT32;
        return single
                ? Tensor.apply(Elementwise.SECH_SQUARE, x)
                : y.times(y).negate().plus(1);
    }

    /** g · slope, where a g of 0 stays 0. */
    private static Tensor times(Tensor g, Tensor slope) {
        return Tensor.apply(Elementwise.STRONG_MULTIPLY, g, slope);
    }

    /** g / divisor, where a g of 0 stays 0. */
    private static Tensor over(Tensor g, Tensor divisor) {
        return Tensor.apply(Elementwise.STRONG_DIVIDE, g, divisor);
    }

    private static Tensor both(Tensor a, Tensor b) {
        return Tensor.apply(Elementwise.STRONG_BOTH, a, b);
    }

    /** What of g goes to a as the larger of a and b. */
    private static Tensor share(Tensor g, Tensor a, Tensor b) {
        return Tensor.apply(Elementwise.SHARE, g, a, b);
    }

    private static double sigmoid(double x) {
        double tail = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    }

    private static double sechSquare(double x) {
        double tail = Math.exp(-2 * Math.abs(x));
        return 4 * tail / ((1 + tail) * (1 + tail));
    }

    /** Erf works with x², which underflows; next to 0 the second term of the series, x²/3 of the first, is below rounding. */
    private static double erf(double x) {
        return Math.abs(x) < 1e-9 ? x * TWO_OVER_SQRT_PI : Erf.erf(x);
    }

    /** The rule of an input; null where the slope is zero everywhere. */
    Rule rule(int input) {
        return rules[input];
    }
}
