package org.palinode.ode.solver;

/**
 * Heun's method, the explicit trapezoidal rule: order 2, 2 stages, with Euler embedded for step-size control. Dense output: the
 * cubic Hermite polynomial with the slopes of both stages.
 *
 * <p>Source: K. Heun, "Neue Methoden zur approximativen Integration der Differentialgleichungen einer unabhängigen
 * Veränderlichen", Z. Math. Phys. 45, 1900, 23–38.
 */
public record Heun() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1},
            // stages
            new double[][] {
                {},
                {1}},
            // solution
            new double[] {1.0 / 2, 1.0 / 2},
            // error estimate
            new double[] {1.0 / 2, -1.0 / 2});

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
