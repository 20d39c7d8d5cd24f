package org.palinode.ode.solver;

/**
 * Ralston's method of order 2 with the smallest error bound: 2 stages, the second at 2/3, with Euler embedded for step-size control.
 * Dense output: the cubic Hermite polynomial with the slopes of both stages.
 *
 * <p>Source: A. Ralston, "Runge–Kutta Methods with Minimum Error Bounds", Math. Comp. 16, 1962, 431–437,
 * doi:10.1090/S0025-5718-1962-0150954-0.
 */
public record Ralston() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 2.0 / 3},
            // stages
            new double[][] {
                {},
                {2.0 / 3}},
            // solution
            new double[] {1.0 / 4, 3.0 / 4},
            // error estimate
            new double[] {3.0 / 4, -3.0 / 4});

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(2);
    // @formatter:on

    @Override
    public ButcherTableau tableau() {
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
