package org.palinode.ode.solver;

/**
 * The classical Runge–Kutta method: order 4, 4 stages, no error estimate. Dense output: cubic Hermite with the slopes of the first
 * and the last stage.
 *
 * <p>Source: W. Kutta, "Beitrag zur näherungsweisen Integration totaler Differentialgleichungen", Z. Math. Phys. 46, 1901,
 * 435–453.
 */
public record RungeKutta4() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1.0 / 2, 1.0 / 2, 1},
            // stages
            new double[][] {
                {},
                {1.0 / 2},
                {0, 1.0 / 2},
                {0, 0, 1}},
            // solution
            new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6},
            // error estimate
            null);

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(4);
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
        return 4;
    }
}
