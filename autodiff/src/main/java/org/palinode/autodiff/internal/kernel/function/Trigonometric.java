package org.palinode.autodiff.internal.kernel.function;

/**
 * sin and cos, for double. With n the integer nearest to x / (π/2) and r = x − n π/2, found with π/2 in three parts: sin r or cos r by
 * minimax polynomials on |r| ≤ π/4 (Remez exchange, relative errors 2^-58 and 2^-64), chosen and negated by the last bits of n.
 * x − n times the first part is exact for |x| up to {@link #LARGEST}; beyond, {@link Math} takes over.
 * {@link VectorFormulas} compute the same, operation by operation.
 */
final class Trigonometric {
    static final double LARGEST = 1e6;
    static final double TWO_OVER_PI = 0.6366197723675814;
    static final double HALF_PI_HIGH = 1.5707963267948966;
    static final double HALF_PI_MIDDLE = 6.123233995736766e-17;
    static final double HALF_PI_LOW = -1.4973849048591833e-33;

    /** Added to a number, rounds it to an integer, whose last bits are then those of the sum. */
    static final double SHIFT = 0x1.8p52;

    static final double[] S = {
        -0.16666666666666632,
        0.008333333333322413,
        -0.00019841269829807802,
        2.7557313691891284e-06,
        -2.505075810880719e-08,
        1.5896795190473604e-10
    };
    static final double[] C = {
        0.0416666666666666,
        -0.0013888888888874125,
        2.4801587289482272e-05,
        -2.75573143523511e-07,
        2.0875723274682226e-09,
        -1.1359647829036757e-11
    };

    private Trigonometric() {}

    /** sin(x + quarter π/2). */
    private static double sin(double x, int quarter) {
        double shifted = Math.fma(x, TWO_OVER_PI, SHIFT);
        double n = shifted - SHIFT;
        double r = Math.fma(n, -HALF_PI_LOW, Math.fma(n, -HALF_PI_MIDDLE, Math.fma(n, -HALF_PI_HIGH, x)));
        double z = r * r;
        long turn = Double.doubleToRawLongBits(shifted) + quarter;
        double value = (turn & 1) == 0
                ? Math.fma(z * r, Polynomial.at(z, S), r)
                : Math.fma(z * z, Polynomial.at(z, C), Math.fma(-0.5, z, 1));
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ turn << 62 & Long.MIN_VALUE);
    }

    static double sin(double x) {
        return Math.abs(x) > LARGEST ? Math.sin(x) : x == 0 ? x : sin(x, 0);
    }

    static double cos(double x) {
        return Math.abs(x) > LARGEST ? Math.cos(x) : sin(x, 1);
    }
}
