package org.palinode.ode.solver;

import java.util.stream.IntStream;

/**
 * Coefficients of a stochastic Runge–Kutta method of strong order 1.5 for Itô's calculus, in the notation of its source. It checks itself by all 25
 * conditions of that order, for a single noise or one of each number's own.
 *
 * <p>Source: A. Rößler, "Runge–Kutta methods for the strong approximation of solutions of stochastic differential equations", SIAM J. Numer. Anal.
 * 48(3), 2010, 922–952, doi:10.1137/09076636X.
 *
 * @param a0 weights of drifts in the stages of the drift; their sums are the times of those
 * @param b0 weights of diffusions times ∫ (W(v) − W(t)) dv / h there
 * @param a1 weights of drifts in the stages of the diffusion; their sums are the times of those
 * @param b1 weights of diffusions times √h there
 * @param alpha weights of drifts in the solution
 * @param beta weights of diffusions in the solution: times W, (W² − h)/2√h, ∫ (W(v) − W(t)) dv / h, (W³ − 3hW)/6h
 */
public record ItoTableau(double[][] a0, double[][] b0, double[][] a1, double[][] b1, double[] alpha, double[][] beta) {
    private static final TableauCheck CHECK = new TableauCheck("a tableau for Itô's calculus", 1e-14);

    /** @throws IllegalArgumentException if lengths or sums do not fit */
    public ItoTableau {
        a0 = TableauCheck.copy("a0", a0);
        b0 = TableauCheck.copy("b0", b0);
        a1 = TableauCheck.copy("a1", a1);
        b1 = TableauCheck.copy("b1", b1);
        alpha = TableauCheck.copy("alpha", alpha);
        beta = TableauCheck.copy("beta", beta);
        requireRows(a0, alpha.length, "a0");
        requireRows(b0, alpha.length, "b0");
        requireRows(a1, alpha.length, "a1");
        requireRows(b1, alpha.length, "b1");
        CHECK.require(beta.length == 4, "needs four rows of beta, got " + beta.length);
        for (double[] row : beta) {
            CHECK.requireLength(row, alpha.length, "each row of beta");
        }
        double[] one = IntStream.range(0, alpha.length).mapToDouble(i -> 1).toArray();
        double[] ofB0 = product(b0, one);
        double[] ofB1 = product(b1, one);
        requireSum(alpha, one, 1, "alpha");
        requireSum(alpha, product(a0, one), 0.5, "alpha times the rows of a0");
        requireSum(alpha, ofB0, 1, "alpha times the rows of b0");
        requireSum(alpha, squares(ofB0), 1.5, "alpha times the squares of the rows of b0");
        requireSums(beta, one, new double[] {1, 0, 0, 0}, "");
        requireSums(beta, product(a1, one), new double[] {1, 0, -1, 0}, " times the rows of a1");
        requireSums(beta, ofB1, new double[] {0, 1, 0, 0}, " times the rows of b1");
        requireSums(beta, squares(ofB1), new double[] {1, 0, -1, 2}, " times the squares of the rows of b1");
        requireSums(beta, product(b1, ofB1), new double[] {0, 0, 0, 1}, " times the rows of b1 times themselves");
        requireSum(mixed(beta[0], beta[2]), product(a1, ofB0), 0, "beta times the rows of a1 times those of b0");
    }

    private static double[] mixed(double[] byW, double[] byMean) {
        return IntStream.range(0, byW.length)
                .mapToDouble(i -> byW[i] / 2 + byMean[i] / 3)
                .toArray();
    }

    private static void requireRows(double[][] rows, int stages, String name) {
        CHECK.require(rows.length == stages, name + " needs " + stages + " rows, got " + rows.length);
        for (int i = 0; i < stages; i++) {
            CHECK.requireTriangle(rows[i], i, "row " + i + " of " + name);
        }
    }

    private static void requireSums(double[][] beta, double[] row, double[] sums, String what) {
        for (int i = 0; i < beta.length; i++) {
            requireSum(beta[i], row, sums[i], "row " + i + " of beta" + what);
        }
    }

    private static void requireSum(double[] weights, double[] row, double sum, String name) {
        double[] terms = IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] * row[i])
                .toArray();
        CHECK.requireSum(terms, sum, name);
    }

    private static double[] squares(double[] row) {
        return IntStream.range(0, row.length).mapToDouble(i -> row[i] * row[i]).toArray();
    }

    /** The sums of each row times the entries of a column. */
    private static double[] product(double[][] rows, double[] column) {
        double[] sums = new double[rows.length];
        for (int j = 0; j < rows.length; j++) {
            for (int i = 0; i < j; i++) {
                sums[j] += rows[j][i] * column[i];
            }
        }
        return sums;
    }

    int stages() {
        return alpha.length;
    }

    /** The time of a stage of the drift, in parts of the step. */
    double driftTime(int stage) {
        return IntStream.range(0, stage).mapToDouble(i -> a0[stage][i]).sum();
    }

    /** The time of a stage of the diffusion, in parts of the step. */
    double diffusionTime(int stage) {
        return IntStream.range(0, stage).mapToDouble(i -> a1[stage][i]).sum();
    }

    /** True if the drift of a stage counts. */
    boolean readsDrift(int stage) {
        return alpha[stage] != 0
                || IntStream.range(stage + 1, stages())
                        .anyMatch(later -> a0[later][stage] != 0 || a1[later][stage] != 0);
    }
}
