package org.palinode.ode.solver;

/**
 * Coefficients of a stochastic Runge–Kutta method for additive noise: those of the drift, then one number a stage for W and for H.
 *
 * @param c times of the stages
 * @param a weights of drifts in the stages
 * @param b weights of drifts in the solution
 * @param aW weights of W in the stages
 * @param aH weights of H in the stages
 * @param error what the weights b exceed those of a lower order by; null for no estimate
 */
public record AdditiveNoiseTableau(double[] c, double[][] a, double[] b, double[] aW, double[] aH, double[] error) {
    private static final TableauCheck CHECK = new TableauCheck("a tableau for additive noise", 1e-14);

    /** @throws IllegalArgumentException if lengths or sums do not fit */
    public AdditiveNoiseTableau {
        c = TableauCheck.copy("c", c);
        a = TableauCheck.copy("a", a);
        b = TableauCheck.copy("b", b);
        aW = TableauCheck.copy("aW", aW);
        aH = TableauCheck.copy("aH", aH);
        CHECK.requireLength(c, b.length, "c");
        CHECK.requireLength(aW, b.length, "aW");
        CHECK.requireLength(aH, b.length, "aH");
        CHECK.require(a.length == b.length, "a needs " + b.length + " rows, got " + a.length);
        for (int stage = 0; stage < b.length; stage++) {
            CHECK.requireLength(a[stage], stage, "row " + stage + " of a");
            CHECK.requireSum(a[stage], c[stage], "row " + stage + " of a");
        }
        CHECK.requireWeights(b, error);
        CHECK.requireSum(
                products(b, aW), 0.5, "the weights b times aW, which make W of the integral of noise over time,");
        CHECK.requireSum(
                products(b, aH), 1, "the weights b times aH, which make H of the integral of noise over time,");
    }

    private static double[] products(double[] a, double[] b) {
        double[] products = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            products[i] = a[i] * b[i];
        }
        return products;
    }

    int stages() {
        return b.length;
    }
}
