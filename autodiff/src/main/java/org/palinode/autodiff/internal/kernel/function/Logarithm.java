package org.palinode.autodiff.internal.kernel.function;

/**
 * Functions made of log x, for double. With x = 2^k m, m between √½ and √2, f = m − 1, s = f / (2 + f), z = s²:
 * <pre>
 *   log m = 2 atanh s = f − (f²/2 − s (f²/2 + z Q(z)))
 * </pre>
 * Q is the minimax polynomial (Remez exchange, relative error of log m 2^-59). The arrangement of the sum is that of K. C. Ng in
 * FreeBSD's msun, e_log.c. {@link VectorFormulas} compute the same, operation by operation.
 */
final class Logarithm {
    /** ln 2 in two parts; k times the first is exact. */
    static final double LN2_HIGH = 6.93147180369123816490e-01;

    static final double LN2_LOW = 1.90821492927058770002e-10;
    private static final double LN2 = Math.log(2);
    private static final double SQRT_2 = Math.sqrt(2);
    static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;
    static final long FRACTION = 0x000fffffffffffffL;

    /** 1023 in the place of the exponent. */
    static final long BIAS = 1023L << 52;

    /** The bits of 2^52: a small integer in the last bits is added to it. */
    static final long INTEGER = 0x4330000000000000L;

    static final double INTEGER_OFFSET = 0x1p52 + 1023;
    static final double SMALLEST_NORMAL = 0x1p-1022;
    static final double[] Q = {
        0.6666666666666734,
        0.3999999999941399,
        0.28571428742558774,
        0.22222198554023365,
        0.18183565400003004,
        0.15314021181589896,
        0.1479626167444343
    };

    private Logarithm() {}

    /** log(x) + k ln 2 + correction, for positive normal x. */
    private static double core(double x, double k0, double correction) {
        long bits = Double.doubleToRawLongBits(x) - SQRT_HALF + BIAS;
        double k = Double.longBitsToDouble(bits >>> 52 | INTEGER) - INTEGER_OFFSET + k0;
        double f = Double.longBitsToDouble((bits & FRACTION) + SQRT_HALF) - 1;
        double s = f / (f + 2);
        double z = s * s;
        double half = 0.5 * f * f;
        double low = Math.fma(s, Math.fma(z, Polynomial.at(z, Q), half), Math.fma(k, LN2_LOW, correction));
        return k * LN2_HIGH - (half - low - f);
    }

    static double log(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
        }
        return x < SMALLEST_NORMAL ? core(x * 0x1p54, -54, 0) : core(x, 0, 0);
    }

    /** The exponent, which is exact, and the logarithm of a number between √½ and √2. */
    static double log2(double x) {
        if (!(x >= SMALLEST_NORMAL && x < Double.POSITIVE_INFINITY)) {
            return x > 0 && x < 1 ? log2(x * 0x1p54) - 54 : log(x);
        }
        int exponent = Math.getExponent(x * SQRT_2);
        return exponent + log(Math.scalb(x, -exponent)) / LN2;
    }

    /** log u with u = 1 + x, and what was lost in this addition, divided by u. */
    static double log1p(double x) {
        if (!(x > -1 && x < Double.POSITIVE_INFINITY) || x == 0) {
            return x == -1 ? Double.NEGATIVE_INFINITY : x >= 0 ? x : Double.NaN;
        }
        double u = 1 + x;
        double one = u - x;
        double lost = x - (u - one) + (1 - one);
        return core(u, 0, lost / u);
    }
}
