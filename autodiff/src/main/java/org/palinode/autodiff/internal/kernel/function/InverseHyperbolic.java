package org.palinode.autodiff.internal.kernel.function;

/** The inverses of sinh, cosh and tanh, by log(1 + t) with a t that is small where the value is, so that nothing cancels. */
final class InverseHyperbolic {
    /** Above, √(x² ± 1) is x. */
    private static final double LARGE = 0x1p28;

    private static final double LN2 = Math.log(2);

    private InverseHyperbolic() {}

    static double asinh(double x) {
        double a = Math.abs(x);
        double value = a > LARGE ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(value, x);
    }

    static double acosh(double x) {
        double t = x - 1;
        return x > LARGE ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(t * (t + 2)));
    }

    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }
}
