package org.palinode.ode.solver;

/**
 * Coefficients of a stochastic Runge–Kutta method for any noise: those of the drift, then of the increments W and of the areas H.
 *
 * @param c times of the stages
 * @param a weights of drifts in the stages
 * @param b weights of drifts in the solution
 * @param aW weights of diffusions times W in the stages
 * @param bW those in the solution
 * @param aH weights of diffusions times H in the stages
 * @param bH those in the solution
 * @param error what the solution's weights exceed those of a lower order by, which are then used for W and H too; null for no estimate
 */
public record StochasticTableau(
        double[] c, double[][] a, double[] b, double[][] aW, double[] bW, double[][] aH, double[] bH, Error error) {
    private static final TableauCheck CHECK = new TableauCheck("a stochastic tableau", 1e-14);

    /** Weights of an error estimate: of drifts, and of diffusions times W and H. */
    public record Error(double[] drift, double[] w, double[] h) {}

    /** @throws IllegalArgumentException if lengths or sums do not fit */
    public StochasticTableau {
        c = TableauCheck.copy("c", c);
        a = TableauCheck.copy("a", a);
        b = TableauCheck.copy("b", b);
        aW = TableauCheck.copy("aW", aW);
        bW = TableauCheck.copy("bW", bW);
        aH = TableauCheck.copy("aH", aH);
        bH = TableauCheck.copy("bH", bH);
        requireRows(a, b.length, "a");
        requireRows(aW, b.length, "aW");
        requireRows(aH, b.length, "aH");
        CHECK.requireLength(c, b.length, "c");
        CHECK.requireLength(bW, b.length, "bW");
        CHECK.requireLength(bH, b.length, "bH");
        CHECK.requireSum(b, 1, "b");
        CHECK.requireSum(bW, 1, "bW");
        CHECK.requireSum(bH, 0, "bH");
        for (int stage = 0; stage < b.length; stage++) {
            if (isRead(stage, a, b) || isRead(stage, aW, bW) || isRead(stage, aH, bH)) {
                CHECK.requireSum(a[stage], c[stage], "row " + stage + " of a");
            }
        }
        CHECK.requireSum(
                weighted(bW, aW), 0.5, "the weights bW times the rows of aW, which is Stratonovich's condition,");
        if (error != null) {
            CHECK.requireSum(error.drift, 0, "the error weights");
            CHECK.requireSum(error.w, 0, "the error weights of W");
            CHECK.requireSum(error.h, 0, "the error weights of H");
        }
    }

    private static void requireRows(double[][] rows, int stages, String name) {
        CHECK.require(rows.length == stages, name + " needs " + stages + " rows, got " + rows.length);
        for (int i = 0; i < stages; i++) {
            CHECK.requireTriangle(rows[i], i, "row " + i + " of " + name);
        }
    }

    /** The terms of Σ weightⱼ Σ rowⱼᵢ. */
    static double[] weighted(double[] weights, double[][] rows) {
        double[] terms = new double[weights.length];
        for (int j = 0; j < terms.length; j++) {
            for (double entry : rows[j]) {
                terms[j] += weights[j] * entry;
            }
        }
        return terms;
    }

    private static boolean isRead(int stage, double[][] rows, double[] weights) {
        boolean read = weights[stage] != 0;
        for (int later = stage + 1; later < rows.length; later++) {
            read |= rows[later][stage] != 0;
        }
        return read;
    }

    int stages() {
        return b.length;
    }

    /** True if the drift of a stage counts. */
    boolean readsDrift(int stage) {
        return isRead(stage, a, b) || error != null && error.drift[stage] != 0;
    }

    /** True if the diffusion of a stage counts. */
    boolean readsDiffusion(int stage) {
        return isRead(stage, aW, bW)
                || isRead(stage, aH, bH)
                || error != null && (error.w[stage] != 0 || error.h[stage] != 0);
    }
}
