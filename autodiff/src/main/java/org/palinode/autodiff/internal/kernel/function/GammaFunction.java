package org.palinode.autodiff.internal.kernel.function;

import org.apache.commons.math3.special.Gamma;

/** The logarithm of the gamma function and its derivatives: by the asymptotic series beyond {@link #FAR}, and by recurrence up to there. */
final class GammaFunction {
    /** The series' terms fall to the rounding of the first from here on; for derivatives of order n from n further on. */
    private static final double FAR = 12;

    /** The last order whose factorial is finite. */
    private static final int HIGHEST = 170;

    /** Below −NEAR, the reflection about ½ spares the recurrence its steps. */
    private static final double NEAR = 30;

    /** Bernoulli's numbers B₂, B₄ and so on. */
    private static final double[] BERNOULLI = {
        1.0 / 6,
        -1.0 / 30,
        1.0 / 42,
        -1.0 / 30,
        5.0 / 66,
        -691.0 / 2730,
        7.0 / 6,
        -3617.0 / 510,
        43867.0 / 798,
        -174611.0 / 330
    };

    private GammaFunction() {}

    /** log |Γ(x)|. */
    static double logarithm(double x) {
        if (isPole(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x > 0 || x != x) {
            return x == Double.POSITIVE_INFINITY ? x : Gamma.logGamma(x);
        }
        return Math.log(Math.PI / sineOfPi(-x)) - Gamma.logGamma(1 - x);
    }

    /** The derivative of order n + 1 of the logarithm: ψ for n = 0. NaN where n is not from 0 to {@link #HIGHEST}. */
    static double polygamma(double n, double x) {
        boolean isOrder = n == Math.rint(n) && n >= 0 && n <= HIGHEST;
        return isOrder && !isPole(x) ? derivative((int) n, x) : Double.NaN;
    }

    private static double derivative(int n, double x) {
        if (x < -NEAR) {
            double mirrored = n % 2 == 0 ? derivative(n, 1 - x) : -derivative(n, 1 - x);
            return mirrored - cotangent(n, x - Math.rint(x));
        }
        double sum = 0;
        double y = x;
        for (; y < FAR + n; y++) {
            sum += 1 / Math.pow(y, n + 1);
        }
        double sign = n % 2 == 0 ? -1 : 1;
        return sign * factorial(n) * sum + (n == 0 ? series(y) : sign * series(n, y));
    }

    /** The derivative of order n of π cot πx: πⁿ⁺¹ Pₙ(cot πx) with P₀(c) = c, Pₙ₊₁(c) = −(1 + c²) Pₙ′(c). */
    private static double cotangent(int n, double x) {
        double[] p = {0, 1};
        for (int i = 0; i < n; i++) {
            double[] next = new double[p.length + 1];
            for (int power = 1; power < p.length; power++) {
                next[power - 1] -= power * p[power];
                next[power + 1] -= power * p[power];
            }
            p = next;
        }
        double c = 1 / Math.tan(Math.PI * x);
        double sum = 0;
        for (int power = p.length - 1; power >= 0; power--) {
            sum = sum * c + p[power];
        }
        return Math.pow(Math.PI, n + 1) * sum;
    }

    /** ψ(y) for large y. */
    private static double series(double y) {
        double sum = 0;
        for (int k = BERNOULLI.length; k > 0; k--) {
            sum = (sum + BERNOULLI[k - 1] / (2 * k)) / (y * y);
        }
        return Math.log(y) - 0.5 / y - sum;
    }

    /** |ψ⁽ⁿ⁾(y)| for large y: (n−1)!/yⁿ + n!/(2yⁿ⁺¹) + Σ B₂ₖ (2k+n−1)!/((2k)! y²ᵏ⁺ⁿ). */
    private static double series(int n, double y) {
        double first = factorial(n - 1) / Math.pow(y, n);
        double term = first * n / 2 * (n + 1) / (y * y);
        double sum = first + first * n / (2 * y);
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum += BERNOULLI[k - 1] * term;
            term *= (2.0 * k + n) * (2.0 * k + n + 1) / ((2 * k + 1) * (2 * k + 2) * y * y);
        }
        return sum;
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }

    private static boolean isPole(double x) {
        return x <= 0 && x == Math.rint(x);
    }

    /** |sin πx| for x ≥ 0, without rounding of πx. */
    private static double sineOfPi(double x) {
        double rest = x - Math.rint(x);
        return Math.abs(Math.sin(Math.PI * rest));
    }
}
