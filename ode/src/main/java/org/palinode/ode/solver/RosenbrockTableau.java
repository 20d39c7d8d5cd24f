package org.palinode.ode.solver;

import java.util.Arrays;

/**
 * Coefficients of a Rosenbrock method with s stages, in the form that needs no product with the Jacobian J: with W = I − hγJ
 * <pre>
 *   W uᵢ = γ (h f(t₀ + cᵢh, y₀ + Σⱼ aᵢⱼuⱼ) + Σⱼ gᵢⱼuⱼ + h² dᵢ ∂f/∂t)        y₁ = y₀ + Σ mᵢuᵢ        estimated error Σ eᵢuᵢ
 * </pre>
 * Checks itself: c and d follow from a, g and γ. Source of the form: E. Hairer, G. Wanner, "Solving Ordinary Differential Equations II",
 * section IV.7.
 */
public final class RosenbrockTableau {
    /** Coefficients up to 150 with 16 digits, summed with cancellation. */
    private static final double TOLERANCE = 1e-12;

    private final double gamma;
    private final double[] c;
    private final double[] d;
    private final double[][] a;
    private final double[][] g;
    private final double[] m;
    private final double[] error;
    private final double[][] dense;

    /**
     * @param gamma γ
     * @param c times of the stages [s]
     * @param d weights of ∂f/∂t [s]
     * @param a lower triangle of the arguments, row i with i entries [s][i]
     * @param g lower triangle of the right sides [s][i]; C in the literature
     * @param m weights of the solution [s]
     * @param error weights of the error estimate [s]
     * @param dense rows pᵣ [s] of the dense output y(θ) = y₀ + θ(y₁ − y₀) + θ(1 − θ) Σᵣ θʳ Σᵢ pᵣᵢuᵢ
     */
    public RosenbrockTableau(
            double gamma,
            double[] c,
            double[] d,
            double[][] a,
            double[][] g,
            double[] m,
            double[] error,
            double[][] dense) {
        this.gamma = gamma;
        this.c = c.clone();
        this.d = d.clone();
        this.a = copy(a);
        this.g = copy(g);
        this.m = m.clone();
        this.error = error.clone();
        this.dense = copy(dense);
        check();
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private void check() {
        double[] derivedD = new double[c.length]; // row sums of Γ = (I/γ − g)⁻¹
        for (int i = 0; i < c.length; i++) {
            derivedD[i] = gamma * (1 + dot(g[i], derivedD));
            requireNear(d[i], derivedD[i], "d", i);
            requireNear(c[i], dot(a[i], derivedD), "c", i);
        }
        double sum = dot(m, derivedD);
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw new IllegalArgumentException("the weights of a Rosenbrock tableau must make 1, got " + sum);
        }
    }

    private static void requireNear(double given, double derived, String name, int i) {
        if (!(Math.abs(given - derived) <= TOLERANCE * (1 + Math.abs(derived)))) {
            throw new IllegalArgumentException("a Rosenbrock tableau needs " + name + " = " + derived + " in stage " + i
                    + " to agree with its other coefficients, got " + given);
        }
    }

    private static double dot(double[] row, double[] values) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += row[j] * values[j];
        }
        return sum;
    }

    public int stages() {
        return c.length;
    }

    public double gamma() {
        return gamma;
    }

    public double c(int stage) {
        return c[stage];
    }

    public double d(int stage) {
        return d[stage];
    }

    public double[] a(int stage) {
        return a[stage].clone();
    }

    public double[] g(int stage) {
        return g[stage].clone();
    }

    public double[] m() {
        return m.clone();
    }

    public double[] error() {
        return error.clone();
    }

    /** The number of rows of the dense output. */
    public int denseRows() {
        return dense.length;
    }

    public double[] dense(int row) {
        return dense[row].clone();
    }
}
