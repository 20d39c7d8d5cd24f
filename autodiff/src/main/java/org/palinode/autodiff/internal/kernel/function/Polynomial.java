package org.palinode.autodiff.internal.kernel.function;

/** Polynomials by Horner's rule. */
final class Polynomial {
    private Polynomial() {}

    /** Σ coefficients[i] xⁱ, rounded once a term. */
    static double at(double x, double[] coefficients) {
        double value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(value, x, coefficients[i]);
        }
        return value;
    }
}
