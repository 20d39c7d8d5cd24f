package org.palinode.autodiff;

import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;

/**
 * The derivative of a number z of the gamma law with respect to the shape a, at a fixed probability P(a, z) of less: −∂P/∂a over the density.
 *
 * <p>Each formula adds up numbers of one sign on its side of exp ψ(a), near the median, so nothing cancels:
 * <pre>
 *   below        Σ zⁿ⁺¹/(a (a+1) ... (a+n)) (ψ(a+n+1) − log z)                          while a is small
 *   below        ∫ z (1−u)ᵃ⁻¹ exp(zu) (ψ(a) − log z(1−u)) du, u from 0 to 1             elsewhere
 *   above        ∫ z (1+u)ᵃ⁻¹ exp(−zu) (log z(1+u) − ψ(a)) du, u from 0
 * </pre>
 * The integrals are sums over u = s exp(τ − exp(−τ)), whose terms fall doubly exponentially at both ends.
 *
 * <p>Sources: M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization Gradients", NeurIPS 2018, arXiv:1805.08498; H. Takahasi, M. Mori,
 * "Double Exponential Formulas for Numerical Integration", Publ. RIMS 9, 1974, for the integrals.
 */
record GammaSlope(double shape, double z) {
    /** Up to here the series needs at most some 250 terms. */
    private static final double SMALL = 400;
    /** The distance of τ, at which the sums agree with halved distances to rounding. */
    private static final double DISTANCE = 1 / 16.0;

    private static final double FIRST = -3.75;
    private static final double LAST = 4.5;

    double value() {
        if (!(GammaLaw.isShape(shape) && z >= 0 && z <= Double.MAX_VALUE)) {
            return Double.NaN;
        }
        if (z == 0) {
            return 0;
        }
        double log = Math.log(z);
        if (shape <= SMALL && log <= digamma(shape + 1)) {
            return series(log);
        }
        double centre = digamma(shape);
        return log <= centre ? integral(-1, centre - log) : integral(1, log - centre);
    }

    private static double digamma(double x) {
        return ScalarFunctions.polygamma(0, x);
    }

    private double series(double log) {
        double term = z / shape;
        double bracket = digamma(shape + 1) - log;
        double sum = term * bracket;
        for (int n = 1; term * bracket > 0x1p-56 * sum; n++) {
            term *= z / (shape + n);
            bracket += 1 / (shape + n);
            sum += term * bracket;
        }
        return sum;
    }

    /** @param side 1 above and −1 below */
    private double integral(int side, double first) {
        double scale = 1 / (Math.sqrt(shape) + Math.abs(z - shape + 1));
        double sum = 0;
        for (double tau = FIRST; tau <= LAST; tau += DISTANCE) {
            double shrink = Math.exp(-tau);
            double u = scale * Math.exp(tau - shrink);
            if (side > 0 || u < 1) {
                double log = Math.log1p(side * u);
                sum += Math.exp((shape - 1) * log - side * z * u) * (first + side * log) * u * (1 + shrink);
            }
        }
        return z * sum * DISTANCE;
    }
}
