package org.palinode.ode.controller;

/**
 * The root x^(−1/q), to a few ulp, in half the time of {@link Math#pow}: of a step of a small state, pow is a quarter.
 *
 * <p>x is 2^(kq + s) m with m in [1, 2). With c the multiple of 1/128 next to m, the roots of 2^s and of c are looked up, and that of
 * m/c is six terms of the binomial series: |m/c − 1| &lt;= 2⁻⁸, so the next is below an ulp. The root of 1 is 1.
 */
final class InverseRoot {
    private static final int MOST = 16;
    private static final int PART_BITS = 7;
    private static final int PARTS = 1 << PART_BITS;
    private static final int FRACTION_BITS = 52;
    private static final int BIAS = Double.MAX_EXPONENT;
    private static final long FRACTION = (1L << FRACTION_BITS) - 1;
    private static final long ONE = (long) BIAS << FRACTION_BITS;
    private static final InverseRoot[] KNOWN = new InverseRoot[MOST + 1];

    static {
        for (int q = 1; q <= MOST; q++) {
            KNOWN[q] = new InverseRoot(q);
        }
    }

    private final int q;
    private final double[] inverses = new double[PARTS + 1];
    private final double[] roots = new double[PARTS + 1];
    private final double[] rootsOfTwo;
    private final double[] series = new double[7];

    private InverseRoot(int q) {
        this.q = q;
        double exponent = -1.0 / q;
        for (int part = 0; part <= PARTS; part++) {
            double c = 1 + (double) part / PARTS;
            inverses[part] = 1 / c;
            roots[part] = Math.pow(c, exponent);
        }
        rootsOfTwo = new double[q];
        for (int s = 0; s < q; s++) {
            rootsOfTwo[s] = Math.pow(2, s * exponent);
        }
        series[0] = 1;
        for (int i = 1; i < series.length; i++) {
            series[i] = series[i - 1] * (exponent - i + 1) / i;
        }
    }

    /** The root for q from 1 on; null where q is too large to have one, or no whole number. */
    static InverseRoot of(double q) {
        return q <= MOST && q == Math.rint(q) ? KNOWN[(int) q] : null;
    }

    /** x^(−1/q); what {@link Math#pow} gives for x negative, 0, subnormal, infinite or NaN. */
    double at(double x) {
        if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
            return Math.pow(x, -1.0 / q);
        }
        long bits = Double.doubleToRawLongBits(x);
        int exponent = (int) (bits >>> FRACTION_BITS) - BIAS;
        int half = (int) (bits >>> FRACTION_BITS - PART_BITS - 1) & 2 * PARTS - 1;
        int part = half + 1 >> 1;
        int k = Math.floorDiv(exponent, q);
        double m = Double.longBitsToDouble(bits & FRACTION | ONE);
        double r = m * inverses[part] - 1;
        double power = Double.longBitsToDouble((long) (BIAS - k) << FRACTION_BITS);
        double root = roots[part] * (rootsOfTwo[exponent - k * q] * power);
        double square = r * r;
        double tail = series[3] + r * series[4] + square * (series[5] + r * series[6]);
        return root + root * (r * (series[1] + r * series[2] + square * tail));
    }
}
