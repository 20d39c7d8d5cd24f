package org.palinode.ode.solver;

import java.util.Arrays;

/**
 * Coefficients of a diagonally implicit Runge–Kutta method with s stages, in increments: kᵢ = h f(t₀ + cᵢh, y₀ + Σⱼ aᵢⱼkⱼ + dᵢkᵢ), y₁ = y₀
 * + Σ bᵢkᵢ, estimated error Σ eᵢkᵢ. A stage with dᵢ = 0 is explicit. The iteration for an implicit kᵢ starts from Σⱼ pᵢⱼkⱼ. The constructor
 * checks that rows of a with their diagonal sum to c, b to 1, e to 0, rows of p to 1.
 */
public final class ImplicitTableau {
    /** Published coefficients are rounded, and those of Kværnø 5 add up to their times to 11 digits only. */
    private static final TableauCheck CHECK = new TableauCheck("an implicit tableau", 1e-10);

    private final double[] c;
    private final double[][] a;
    private final double[] diagonal;
    private final double[] b;
    private final double[] error;
    private final double[][] predictor;

    /**
     * @param c times of the stages [s]
     * @param a below the diagonal, row i with i entries [s][i]
     * @param diagonal the diagonal of a [s]; 0 for explicit stages
     * @param b weights of the solution [s]
     * @param error weights of the error estimate [s]; null where there is none
     * @param predictor for each implicit stage i weights of the increments before it [s][i]; an empty row for explicit stages
     */
    public ImplicitTableau(
            double[] c, double[][] a, double[] diagonal, double[] b, double[] error, double[][] predictor) {
        this.c = TableauCheck.copy("c", c);
        this.a = TableauCheck.copy("a", a);
        this.diagonal = TableauCheck.copy("diagonal", diagonal);
        this.b = TableauCheck.copy("b", b);
        this.error = error == null ? null : error.clone();
        this.predictor = TableauCheck.copy("predictor", predictor);
        check();
    }

    private void check() {
        int s = c.length;
        CHECK.require(
                a.length == s && diagonal.length == s && b.length == s && predictor.length == s,
                "needs as many rows, diagonal entries, weights and predictors as times, " + s);
        for (int i = 0; i < s; i++) {
            CHECK.requireTriangle(a[i], i, TableauCheck.row(i));
            CHECK.requireSum(a[i], diagonal[i], c[i], TableauCheck.row(i));
            if (predictor[i].length > 0) {
                CHECK.requireTriangle(predictor[i], i, "predictor " + i);
                CHECK.requireSum(predictor[i], 1, "predictor " + i);
            }
        }
        CHECK.requireWeights(b, error);
    }

    public int stages() {
        return c.length;
    }

    public double c(int stage) {
        return c[stage];
    }

    /** Row {@code stage} below the diagonal. */
    public double[] a(int stage) {
        return a[stage].clone();
    }

    public double diagonal(int stage) {
        return diagonal[stage];
    }

    public boolean isExplicit(int stage) {
        return diagonal[stage] == 0;
    }

    public double[] b() {
        return b.clone();
    }

    /** The error weights; null where the method has no estimate. */
    public double[] error() {
        return error == null ? null : error.clone();
    }

    /** Weights of the increments before an implicit stage, from which its iteration starts; empty if none were given. */
    public double[] predictor(int stage) {
        return predictor[stage].clone();
    }

    /** True if the last stage is at y₁ (stiffly accurate): b is its row. */
    public boolean endsAtLastStage() {
        int last = c.length - 1;
        return c[last] == 1 && b[last] == diagonal[last] && Arrays.equals(a[last], Arrays.copyOf(b, last));
    }

    /** True if the last slope of a step is the first of the next. */
    public boolean isFirstSameAsLast() {
        return isExplicit(0) && c[0] == 0 && c.length > 1 && endsAtLastStage();
    }
}
