package org.palinode.ode.noise;

import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;

/**
 * Inverse of the distribution function of the standard normal law, by quotients of polynomials: relative error about 1e-16.
 *
 * <p>Source: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37(3), 1988, 477–484,
 * doi:10.2307/2347330, routine PPND16.
 */
final class NormalQuantile {
    /** Beyond this the numbers are tails, whose formulas have a logarithm: 15 % of them. */
    private static final double MIDDLE = 0.425;

    private final int[] places;
    private final double[] tails;

    /** Memory for so many numbers at a time. */
    NormalQuantile(int most) {
        places = new int[most];
        tails = new double[most];
    }

    /** The number below which a normal number lies with this probability, strictly between 0 and 1. */
    static double at(double probability) {
        double q = probability - 0.5;
        if (Math.abs(q) <= MIDDLE) {
            return middle(q);
        }
        double size = tail(depth(probability));
        return q < 0 ? -size : size;
    }

    /**
     * The numbers for many probabilities, with the bits of {@link #at(double)}. Each loop does one thing without a choice: so the processor does several
     * numbers at a time.
     */
    void at(double[] probabilities, double[] into) {
        int count = 0;
        for (int i = 0; i < into.length; i++) {
            places[count] = i;
            count += signBit(MIDDLE - Math.abs(probabilities[i] - 0.5));
        }
        for (int i = 0; i < count; i++) {
            tails[i] = depth(probabilities[places[i]]);
        }
        for (int i = 0; i < count; i++) {
            tails[i] = tail(tails[i]);
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = middle(probabilities[i] - 0.5);
        }
        for (int i = 0; i < count; i++) {
            into[places[i]] = Math.copySign(tails[i], probabilities[places[i]] - 0.5);
        }
    }

    private static int signBit(double number) {
        return (int) (Double.doubleToRawLongBits(number) >>> 63);
    }

    private static double depth(double probability) {
        return Math.sqrt(-ScalarFunctions.log(Math.min(probability, 1 - probability)));
    }

    private static double tail(double r) {
        return r <= 5 ? nearTail(r - 1.6) : farTail(r - 5);
    }

    // @formatter:off
    private static double middle(double q) {
        double r = 0.180625 - q * q;
        double r2 = r * r;
        double r4 = r2 * r2;
        double top = ((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r2 + (6.7265770927008700853e4 * r + 4.5921953931549871457e4)) * r4
                + ((1.3731693765509461125e4 * r + 1.9715909503065514427e3) * r2 + (1.3314166789178437745e2 * r + 3.3871328727963666080e0));
        double under = ((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r2 + (3.9307895800092710610e4 * r + 2.1213794301586595867e4)) * r4
                + ((5.3941960214247511077e3 * r + 6.8718700749205790830e2) * r2 + (4.2313330701600911252e1 * r + 1.0));
        return q * top / under;
    }

    private static double nearTail(double r) {
        double r2 = r * r;
        double r4 = r2 * r2;
        double top = ((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r2 + (2.41780725177450611770e-1 * r + 1.27045825245236838258e0)) * r4
                + ((3.64784832476320460504e0 * r + 5.76949722146069140550e0) * r2 + (4.63033784615654529590e0 * r + 1.42343711074968357734e0));
        double under = ((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r2 + (1.51986665636164571966e-2 * r + 1.48103976427480074590e-1)) * r4
                + ((6.89767334985100004550e-1 * r + 1.67638483018380384940e0) * r2 + (2.05319162663775882187e0 * r + 1.0));
        return top / under;
    }

    private static double farTail(double r) {
        double r2 = r * r;
        double r4 = r2 * r2;
        double top = ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r2 + (1.24266094738807843860e-3 * r + 2.65321895265761230930e-2)) * r4
                + ((2.96560571828504891230e-1 * r + 1.78482653991729133580e0) * r2 + (5.46378491116411436990e0 * r + 6.65790464350110377720e0));
        double under = ((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r2 + (1.84631831751005468180e-5 * r + 7.86869131145613259100e-4)) * r4
                + ((1.48753612908506148525e-2 * r + 1.36929880922735805310e-1) * r2 + (5.99832206555887937690e-1 * r + 1.0));
        return top / under;
    }
    // @formatter:on
}
