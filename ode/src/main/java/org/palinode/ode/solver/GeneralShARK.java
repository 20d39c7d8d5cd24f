package org.palinode.ode.solver;

import java.util.Optional;

/**
 * ShARK for any noise: strong order 0.5, 1 for commutative and 1.5 for additive noise; two evaluations of the drift and three of the
 * diffusion a step, no error estimate.
 *
 * <p>Source: J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", 2023,
 * arXiv:2210.17543, section 6.
 */
public record GeneralShARK() implements StochasticRungeKutta {
    // @formatter:off
    private static final StochasticTableau TABLEAU = new StochasticTableau(
            // times of the stages
            new double[] {0, 0, 5.0 / 6},
            // drift
            new double[][] {
                {},
                {0},
                {0, 5.0 / 6}},
            new double[] {0, 2.0 / 5, 3.0 / 5},
            // W
            new double[][] {
                {},
                {0},
                {0, 5.0 / 6}},
            new double[] {0, 2.0 / 5, 3.0 / 5},
            // H
            new double[][] {
                {},
                {1},
                {1, 0}},
            new double[] {0, 6.0 / 5, -6.0 / 5},
            // error estimate
            null);
    // @formatter:on

    @Override
    public StochasticTableau tableau() {
        return TABLEAU;
    }

    @Override
    public double order() {
        return 2;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1, 1.5));
    }
}
