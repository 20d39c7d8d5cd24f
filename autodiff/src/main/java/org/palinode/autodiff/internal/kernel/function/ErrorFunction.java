package org.palinode.autodiff.internal.kernel.function;

import org.apache.commons.math3.special.Erf;

/**
 * erf x = 2/√π ∫₀ˣ e^(−t²) dt, for double:
 * <pre>
 *   |x| &lt; 1    x + x P(x²)
 *   |x| &lt; 6    1 − e^(−x²) G(t), t = 1 / (|x| + 2), and the sign of x
 *   else       ±1
 * </pre>
 * P and G are minimax polynomials (Remez exchange, relative errors of erf 2^-57 and 2^-60). {@link VectorFormulas} compute the
 * same, operation by operation.
 */
final class ErrorFunction {
    static final double[] P = {
        0.12837916709551256,
        -0.3761263890318352,
        0.11283791670944185,
        -0.026866170643111375,
        0.00522397760611762,
        -0.0008548325929271576,
        0.00012055293575585291,
        -1.4924712276399654e-05,
        1.6447131253159314e-06,
        -1.6206311317612594e-07,
        1.3710969859771176e-08,
        -7.779448913244225e-10
    };
    static final double[] G = {
        -3.078140874364476e-06,
        0.5643750300409051,
        1.123314622213827,
        2.0578756100736384,
        1.9026975243632982,
        9.856642955737426,
        -40.98208134567372,
        160.79375722050145,
        -509.8238438924984,
        993.147101832729,
        -1151.2167721194999,
        746.805670159686,
        -211.76382148320317
    };

    private ErrorFunction() {}

    /** The inverse, by Giles's polynomials (GPU Computing Gems 2, 2010) as Commons Math has them. */
    static double inverse(double y) {
        return Erf.erfInv(y);
    }

    static double erf(double x) {
        double size = Math.abs(x);
        double square = x * x;
        if (size < 1) {
            return x == 0 ? x : Math.fma(x, Polynomial.at(square, P), x);
        }
        double tail = Exponential.exp(-square) * Polynomial.at(1 / (size + 2), G);
        return x != x ? x : Math.copySign(size > 6 ? 1 : 1 - tail, x);
    }
}
