package org.palinode.ode.solver;

/**
 * The explicit midpoint method: order 2, 2 stages, with Euler embedded for step-size control. Dense output: the cubic Hermite
 * polynomial with the slopes of both stages, the second of which is that of the middle.
 *
 * <p>Source: C. Runge, "Ueber die numerische Auflösung von Differentialgleichungen", Math. Ann. 46, 1895, 167–178.
 */
public record Midpoint() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1.0 / 2},
            // stages
            new double[][] {
                {},
                {1.0 / 2}},
            // solution
            new double[] {0, 1},
            // error estimate
            new double[] {1, -1});

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
