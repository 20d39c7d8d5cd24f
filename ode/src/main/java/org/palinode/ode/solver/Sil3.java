package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Sil3 of Whitaker and Kar: IMEX pair of an explicit Runge–Kutta method of order 3 and a diagonally implicit one of order 2, with an embedded
 * order 2 of the explicit part for step-size control; together of order 2. For a field in two parts, as a
 * {@link org.palinode.ode.term.MultiTerm} gives it. 4 stages, first same as last: 3 evaluations of the explicit part and 3 nonlinear solves for
 * the implicit one a step, with one Jacobian and three factorisations, as the diagonal differs. Dense output: cubic Hermite.
 *
 * <p>Source: J. S. Whitaker, S. K. Kar, "Implicit–explicit Runge–Kutta methods for fast–slow wave problems", Mon. Weather Rev. 141, 2013,
 * 3426–3434, doi:10.1175/MWR-D-13-00132.1. Start values of the iterations: linear extrapolation of the slopes.
 *
 * @param rootFinder solves the equations of a step
 */
public record Sil3(RootFinder rootFinder) implements AdditiveRungeKutta {
    private static final double[] C = {0, 1.0 / 3, 2.0 / 3, 1};
    private static final AdditiveTableau TABLEAU = new AdditiveTableau(
            new ButcherTableau(
                    C,
                    new double[][] {{}, {1.0 / 3}, {1.0 / 6, 1.0 / 2}, {1.0 / 2, -1.0 / 2, 1}},
                    new double[] {1.0 / 2, -1.0 / 2, 1, 0},
                    new double[] {0, 1.0 / 2, -1, 1.0 / 2}),
            new ImplicitTableau(
                    C,
                    new double[][] {{}, {1.0 / 6}, {1.0 / 3, 0}, {3.0 / 8, 0, 3.0 / 8}},
                    new double[] {0, 1.0 / 6, 1.0 / 3, 1.0 / 4},
                    new double[] {3.0 / 8, 0, 3.0 / 8, 1.0 / 4},
                    new double[] {1.0 / 8, 0, -3.0 / 8, 1.0 / 4},
                    new double[][] {{}, {1}, {-1, 2}, {-1, 2, 0}}));
    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(4);

    /** A method with one Jacobian for all stages of a step, to the tolerances of the step size controller. */
    public Sil3() {
        this(RootFinder.veryChord());
    }

    @Override
    public Sil3 with(RootFinder finder) {
        return new Sil3(finder);
    }

    @Override
    public AdditiveTableau tableau() {
        return TABLEAU;
    }

    @Override
    public DensePolynomial dense() {
        return DENSE;
    }

    @Override
    public double order() {
        return 2;
    }
}
