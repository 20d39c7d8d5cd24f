package org.palinode.autodiff.internal.kernel.function;

import org.apache.commons.math3.special.Gamma;

/** The logarithm of the gamma function and its derivatives: by the asymptotic series beyond {@link #FAR}, and by recurrence up to there. */
final class GammaFunction {
    /** The series' terms fall to the rounding of the first from here on; for derivatives of order n from n further on. */
    private static final double FAR = 12;

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

    /** The derivative of order n + 1 of the logarithm: ψ for n = 0. */
    static double polygamma(int n, double x) {
        if (isPole(x)) {
            return Double.NaN;
        }
        if (x < -NEAR && n < 2) {
            double sine = sineOfPi(-x);
            return n == 0
                    ? polygamma(0, 1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)))
                    : Math.PI / sine * (Math.PI / sine) - polygamma(1, 1 - x);
        }
        double sum = 0;
        double y = x;
        for (; y < FAR + n; y++) {
            sum += 1 / Math.pow(y, n + 1);
        }
        double sign = n % 2 == 0 ? -1 : 1;
        return sign * factorial(n) * sum + (n == 0 ? series(y) : sign * series(n, y));
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
