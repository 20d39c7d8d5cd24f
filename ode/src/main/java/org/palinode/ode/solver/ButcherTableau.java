package org.palinode.ode.solver;

import java.util.Arrays;

/**
 * Coefficients of an explicit Runge–Kutta method with s stages: kᵢ = f(t₀ + cᵢh, y₀ + hΣⱼ aᵢⱼkⱼ), y₁ = y₀ + hΣ bᵢkᵢ, estimated error hΣ
 * eᵢkᵢ. The constructor checks that rows of a sum to c, b to 1, e to 0.
 */
public final class ButcherTableau {
    /** Published coefficients are rounded; their sums are off by a few ulp of their largest terms. */
    private static final TableauCheck CHECK = new TableauCheck("a Butcher tableau", 1e-12);

    private final double[] c;
    private final double[][] a;
    private final double[] b;
    private final double[] error;

    /**
     * @param c times of the stages [s], the first 0
     * @param a lower triangle, row i with i entries [s][i]
     * @param b weights of the solution [s]
     * @param error weights of the error estimate, b minus those of the embedded solution [s]; null where there is none
     * @throws IllegalArgumentException if lengths do not fit, or the sums do not hold
     */
    public ButcherTableau(double[] c, double[][] a, double[] b, double[] error) {
        this.c = TableauCheck.copy("c", c);
        this.a = TableauCheck.copy("a", a);
        this.b = TableauCheck.copy("b", b);
        this.error = error == null ? null : error.clone();
        check();
    }

    private void check() {
        CHECK.require(
                a.length == c.length && b.length == c.length, "needs as many rows and weights as times, " + c.length);
        for (int i = 0; i < c.length; i++) {
            CHECK.requireTriangle(a[i], i, TableauCheck.row(i));
            CHECK.requireSum(a[i], c[i], TableauCheck.row(i));
        }
        CHECK.requireWeights(b, error);
    }

    @Override
    public String toString() {
        return "ButcherTableau[stages=" + stages() + "]";
    }

    public int stages() {
        return c.length;
    }

    public double c(int stage) {
        return c[stage];
    }

    public double[] a(int stage) {
        return a[stage].clone();
    }

    public double[] b() {
        return b.clone();
    }

    /** The error weights; null where the method has no estimate. */
    public double[] error() {
        return error == null ? null : error.clone();
    }

    /** True if the last stage is at (t₁, y₁): its value is the solution and its slope the first of the next step (first same as last). */
    public boolean isFirstSameAsLast() {
        int last = c.length - 1;
        return last > 0 && c[last] == 1 && b[last] == 0 && Arrays.equals(a[last], Arrays.copyOf(b, last));
    }
}
