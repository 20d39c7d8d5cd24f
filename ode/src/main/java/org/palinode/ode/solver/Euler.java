package org.palinode.ode.solver;

import java.util.Optional;

/**
 * The explicit Euler method: order 1, 1 stage, no error estimate. Dense output: linear. Under noise it is the method of Euler and Maruyama,
 * forward in time alone where the diffusion depends on y.
 */
public record Euler() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0},
            // stages
            new double[][] {
                {}},
            // solution
            new double[] {1},
            // error estimate
            null);

    private static final DensePolynomial DENSE = DensePolynomial.linear(1);
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
        return 1;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.ITO, 0.5, 0.5, 1));
    }

    @Override
    public boolean stepsForwardOnly() {
        return true;
    }
}
