package org.palinode.tests.ode.stiff;

import org.palinode.ode.solver.AdditiveRungeKutta;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.Rosenbrock;
import org.palinode.ode.solver.RosenbrockTableau;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.PlainMatrix;

/**
 * Steps of stiff solvers on y' = A y − y³ + c y by their formulas in plain loops, with elimination for linear systems and Newton's method for
 * others; each number with its derivative in one direction of A, c and y. A y − y³ is the stiff part, c y the other one.
 *
 * @param a A and its direction [2][n][n]
 * @param c c and its direction [2][n]
 * @param h step size
 */
record PlainSteps(double[][][] a, double[][] c, double h) {
    private static final int NEWTON = 30;

    /** A vector [2][n], the numbers and their derivatives, after so many steps. */
    double[][] run(Solver solver, double[][] y0, int steps) {
        double[][] y = y0;
        for (int step = 0; step < steps; step++) {
            if (solver instanceof Rosenbrock rosenbrock) {
                y = step(rosenbrock.tableau(), y);
            } else if (solver instanceof AdditiveRungeKutta additive) {
                y = step(additive.tableau().explicit(), additive.tableau().implicit(), y);
            } else {
                y = step(((DiagonallyImplicitRungeKutta) solver).tableau(), y);
            }
        }
        return y;
    }

    private double[][] step(ImplicitTableau tableau, double[][] y) {
        double[][][] k = new double[tableau.stages()][][];
        for (int i = 0; i < k.length; i++) {
            k[i] = increment(combined(y, tableau.a(i), k), tableau.diagonal(i), true);
        }
        return combined(y, tableau.b(), k);
    }

    private double[][] step(ButcherTableau explicit, ImplicitTableau implicit, double[][] y) {
        double[][][] k = new double[implicit.stages()][][];
        double[][][] l = new double[implicit.stages()][][];
        for (int i = 0; i < k.length; i++) {
            double[][] base = combined(combined(y, explicit.a(i), k), implicit.a(i), l);
            l[i] = increment(base, implicit.diagonal(i), false);
            double[][] stage = combined(base, new double[] {implicit.diagonal(i)}, new double[][][] {l[i]});
            k[i] = scaled(mild(stage), h);
        }
        return combined(combined(y, explicit.b(), k), implicit.b(), l);
    }

    /** W uᵢ = γ (h f(y + Σ a u) + Σ g u) with W = I − hγJ, and W u̇ᵢ = (right side)˙ − Ẇ uᵢ. */
    private double[][] step(RosenbrockTableau tableau, double[][] y) {
        int n = y[0].length;
        double[][][] u = new double[tableau.stages()][][];
        double scale = h * tableau.gamma();
        double[][] w = matrix(y[0], scale, true);
        for (int i = 0; i < u.length; i++) {
            double[][] slope = scaled(field(combined(y, tableau.a(i), u), true), h);
            double[][] right = scaled(combined(slope, tableau.g(i), u), tableau.gamma());
            double[] value = PlainMatrix.solve(w, right[0]);
            double[] change = right[1].clone();
            double[] moved = PlainMatrix.times(a[1], value);
            for (int j = 0; j < n; j++) {
                change[j] += scale * (moved[j] + (c[1][j] - 6 * y[0][j] * y[1][j]) * value[j]);
            }
            u[i] = new double[][] {value, PlainMatrix.solve(w, change)};
        }
        return combined(y, tableau.m(), u);
    }

    /** The k of k = h f(base + d k), and its derivative by that of both sides; f is the whole field or its stiff part. */
    private double[][] increment(double[][] base, double d, boolean whole) {
        double[][] k = new double[2][base[0].length];
        double[][] stage = base;
        for (int i = 0; i < NEWTON && d != 0; i++) {
            double[] residual = scaled(field(stage, whole), h)[0];
            for (int j = 0; j < residual.length; j++) {
                residual[j] -= k[0][j];
            }
            double[] increment = PlainMatrix.solve(matrix(stage[0], h * d, whole), residual);
            for (int j = 0; j < residual.length; j++) {
                k[0][j] += increment[j];
            }
            stage = combined(base, new double[] {d}, new double[][][] {k});
        }
        double[][] slope = scaled(field(stage, whole), h); // its derivative lacks that of k
        return new double[][] {slope[0], PlainMatrix.solve(matrix(stage[0], h * d, whole), slope[1])};
    }

    /** I − scale J. */
    private double[][] matrix(double[] y, double scale, boolean whole) {
        int n = y.length;
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i][j] = -scale * a[0][i][j];
            }
            matrix[i][i] += 1 + scale * (3 * y[i] * y[i] - (whole ? c[0][i] : 0));
        }
        return matrix;
    }

    private double[][] field(double[][] y, boolean whole) {
        double[] value = PlainMatrix.times(a[0], y[0]);
        double[] change = PlainMatrix.times(a[0], y[1]);
        double[] moved = PlainMatrix.times(a[1], y[0]);
        double[][] mild = mild(y);
        for (int i = 0; i < value.length; i++) {
            value[i] += -Math.pow(y[0][i], 3) + (whole ? mild[0][i] : 0);
            change[i] += moved[i] - 3 * y[0][i] * y[0][i] * y[1][i] + (whole ? mild[1][i] : 0);
        }
        return new double[][] {value, change};
    }

    private double[][] mild(double[][] y) {
        double[][] product = new double[2][y[0].length];
        for (int i = 0; i < y[0].length; i++) {
            product[0][i] = c[0][i] * y[0][i];
            product[1][i] = c[1][i] * y[0][i] + c[0][i] * y[1][i];
        }
        return product;
    }

    /** y + Σ weights · vectors, over as many as there are weights. */
    private static double[][] combined(double[][] y, double[] weights, double[][][] vectors) {
        double[][] sum = {y[0].clone(), y[1].clone()};
        for (int j = 0; j < weights.length; j++) {
            for (int part = 0; part < 2 && weights[j] != 0; part++) {
                for (int i = 0; i < sum[part].length; i++) {
                    sum[part][i] += weights[j] * vectors[j][part][i];
                }
            }
        }
        return sum;
    }

    private static double[][] scaled(double[][] y, double factor) {
        return combined(new double[2][y[0].length], new double[] {factor}, new double[][][] {y});
    }
}
