package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Rößler's method for Itô's calculus: strong order 1.5 where noise is a single one, strictly diagonal or additive, and order 3 without; other noise is
 * refused. Three evaluations of the drift and four of the diffusion a step, no error estimate. Forward in time only, unless the noise is additive.
 *
 * <p>Source: A. Rößler, "Runge–Kutta methods for the strong approximation of solutions of stochastic differential equations", SIAM J. Numer. Anal.
 * 48(3), 2010, 922–952, doi:10.1137/09076636X; the scheme there with three drifts.
 */
public record SRI2() implements ItoRungeKutta {
    // @formatter:off
    private static final ItoTableau TABLEAU = new ItoTableau(
            // drift in the stages of the drift
            new double[][] {
                {},
                {1},
                {1.0 / 4, 1.0 / 4},
                {0, 0, 0}},
            // diffusion in the stages of the drift
            new double[][] {
                {},
                {0},
                {1, 1.0 / 2},
                {0, 0, 0}},
            // drift in the stages of the diffusion
            new double[][] {
                {},
                {1.0 / 4},
                {1, 0},
                {0, 0, 1.0 / 4}},
            // diffusion in the stages of the diffusion
            new double[][] {
                {},
                {-1.0 / 2},
                {1, 0},
                {2, -1, 1.0 / 2}},
            // the solution
            new double[] {1.0 / 6, 1.0 / 6, 2.0 / 3, 0},
            new double[][] {
                {-1, 4.0 / 3, 2.0 / 3, 0},
                {1, -4.0 / 3, 1.0 / 3, 0},
                {2, -4.0 / 3, -2.0 / 3, 0},
                {-2, 5.0 / 3, -2.0 / 3, 1}});
    // @formatter:on

    @Override
    public ItoTableau tableau() {
        return TABLEAU;
    }

    @Override
    public double order() {
        return 3;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.commutative(Calculus.ITO, 1.5, 1.5));
    }
}
