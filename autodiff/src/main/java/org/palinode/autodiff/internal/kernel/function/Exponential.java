package org.palinode.autodiff.internal.kernel.function;

/**
 * Functions made of e^x, for double. With n the integer nearest to x / ln 2 and r = x − n ln 2:
 * <pre>
 *   e^r − 1 = q = r + r² P(r)      e^x = 2ⁿ + 2ⁿ q      e^x − 1 = 2ⁿ q + (2ⁿ − 1)
 * </pre>
 * Adding {@link #SHIFT} to x / ln 2 rounds it, and leaves n + 1023 in the last bits: moved to the exponent they are 2ⁿ. P is the
 * minimax polynomial on |r| ≤ ln 2 / 2 (Remez exchange, relative error of q 2^-61). {@link VectorFormulas} compute the same,
 * operation by operation, so the results have equal bits.
 */
final class Exponential {
    static final double LOG2_E = 1.4426950408889634;
    static final double LN2_HIGH = 0.6931471805599453;
    static final double LN2_LOW = 2.3190468138462996e-17;
    static final double SHIFT = 0x1.8p52 + 1023;

    /** Above, e^x is infinite; below {@link #SMALLEST}, it is 0. */
    static final double LARGEST = 709.782712893384;

    static final double SMALLEST = -745.1332191019412;

    /** Powers of 2 below 2^LOWEST are made in two steps, because they may be subnormal. */
    static final double LOWEST = -1000;

    static final double HIGHEST = 1023;

    /** Above, e^2|x| − 1 and e^2|x| + 1 are the same number, or tanh rounds to 1. */
    static final double TANH_IS_ONE = 22;

    /** Below, x³/3 is less than half of the last place of x. */
    static final double TANH_IS_X = 0x1p-27;

    static final double[] P = {
        0.5,
        0.16666666666666677,
        0.0416666666666667,
        0.008333333333321615,
        0.0013888888888866728,
        0.00019841269886158402,
        2.480158736073158e-05,
        2.7557244181991125e-06,
        2.755724263258723e-07,
        2.510904488834267e-08,
        2.092447773114515e-09
    };

    private Exponential() {}

    /** q for x, given n + SHIFT. */
    private static double q(double x, double shifted) {
        double n = shifted - SHIFT;
        double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        return Math.fma(r * r, Polynomial.at(r, P), r);
    }

    /** 2ⁿ, given n + SHIFT; −1023 &lt; n &lt; 1024. */
    private static double power(double shifted) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(shifted) << 52);
    }

    static double exp(double x) {
        if (x > LARGEST) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < SMALLEST) {
            return 0;
        }
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        double n = shifted - SHIFT;
        double first = Math.min(Math.max(n, LOWEST), HIGHEST);
        double power = power(first + SHIFT);
        return Math.fma(q(x, shifted), power, power) * power(n - first + SHIFT);
    }

    static double expm1(double x) {
        if (x > LARGEST) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < -40) {
            return -1;
        }
        double shifted = Math.fma(x, LOG2_E, SHIFT);
        double n = shifted - SHIFT;
        double first = Math.min(n, HIGHEST);
        double power = power(first + SHIFT);
        double value = Math.fma(q(x, shifted), power, power - 1) * (n - first + 1);
        return x == 0 ? x : value;
    }

    /** t / (t + 2) with t = e^2|x| − 1, and the sign of x. */
    static double tanh(double x) {
        double twice = 2 * Math.abs(x);
        double shifted = Math.fma(twice, LOG2_E, SHIFT);
        double power = power(shifted);
        double t = Math.fma(q(twice, shifted), power, power - 1);
        double value = Math.abs(x) > TANH_IS_ONE ? 1 : t / (t + 2);
        return Math.abs(x) < TANH_IS_X ? x : Math.copySign(value, x);
    }

    /** ±(e^2|x| − 1), with the sign of x. */
    static double oddExpm1(double x) {
        return Math.copySign(expm1(2 * Math.abs(x)), x);
    }

    /** 4 e^-2|x| / (1 + e^-2|x|)² = 1 / cosh² x. */
    static double sechSquare(double x) {
        double tail = exp(-2 * Math.abs(x));
        double sum = 1 + tail;
        return 4 * tail / (sum * sum);
    }

    /** 1 / (1 + e^-x). */
    static double sigmoid(double x) {
        double tail = exp(-Math.abs(x));
        return (x < 0 ? tail : 1) / (1 + tail);
    }
}
