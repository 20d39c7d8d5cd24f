package org.palinode.autodiff.internal.kernel.function;

/**
 * log(1 + e^x), for double. With t = e^−|x| it is max(x, 0) + log(1 + t); and with n the integer nearest to |x| / ln 2, r = |x| − n ln 2:
 * <pre>
 *   E = r coth(r/2) = 2 + r² C(r²)      t = 2^−n (E − r) / (E + r)
 *   s = t / (2 + t) = 2^−n (E − r) / (2 (E + r) + 2^−n (E − r))
 *   log(1 + t) = 2 artanh s = 2 s + s³ A(s²)
 * </pre>
 * The quotients of e^x and of the logarithm are one, so there is one division. C and A are minimax polynomials (Remez exchange; relative
 * errors of t 2^-62 on |r| ≤ ln 2 / 2, and of log(1 + t) 2^-54 on 0 ≤ s ≤ 1/3). {@link VectorFormulas} compute the same, operation by operation.
 */
final class Softplus {
    /** Beyond, e^−|x| may be subnormal, and is nothing beside |x|. */
    static final double ORDINARY = 708;

    static final double[] C = {
        0.16666666666666555,
        -0.0027777777776696938,
        6.613756250275559e-05,
        -1.6533837314212291e-06,
        4.136052943031346e-08
    };

    static final double[] A = {
        0.666666666666777,
        0.39999999996049684,
        0.2857142905799899,
        0.22222192904584434,
        0.18182814073847908,
        0.1536429551230104,
        0.13586314288064913,
        0.0990282113676433,
        0.17739757904333914
    };

    private Softplus() {}

    static double softplus(double x) {
        double size = Math.abs(x);
        if (!(size <= ORDINARY)) {
            return x < 0 ? Exponential.exp(x) : x;
        }
        double shifted = Math.fma(size, Exponential.LOG2_E, Trigonometric.SHIFT);
        double n = shifted - Trigonometric.SHIFT;
        double r = Math.fma(n, -Exponential.LN2_LOW, Math.fma(n, -Exponential.LN2_HIGH, size));
        double square = r * r;
        double e = Math.fma(square, Polynomial.at(square, C), 2);
        double numerator = Double.longBitsToDouble(
                Double.doubleToRawLongBits(e - r) - (Double.doubleToRawLongBits(shifted) << 52));
        double denominator = e + r;
        double s = numerator / (denominator + denominator + numerator);
        double y = s * s;
        return Math.fma(size + x, 0.5, Math.fma(s * y, Polynomial.at(y, A), s + s));
    }
}
