package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Method of strong order 0.5, 1.5 for commutative and for additive noise; two evaluations of the drift and five of the diffusion a step, no
 * error estimate.
 *
 * <p>Source: J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", 2023,
 * arXiv:2210.17543, equation 6.2.
 */
public record SlowRK() implements StochasticRungeKutta {
    // @formatter:off
    private static final StochasticTableau TABLEAU = new StochasticTableau(
            // times of the stages
            new double[] {0, 1.0 / 2, 1.0 / 2, 1.0 / 2, 1.0 / 2, 3.0 / 4, 1},
            // drift
            new double[][] {
                {},
                {1.0 / 2},
                {1.0 / 2, 0},
                {1.0 / 2, 0, 0},
                {1.0 / 2, 0, 0, 0},
                {3.0 / 4, 0, 0, 0, 0},
                {1, 0, 0, 0, 0, 0}},
            new double[] {1.0 / 3, 0, 0, 0, 0, 2.0 / 3, 0},
            // W
            new double[][] {
                {},
                {0},
                {0, 1.0 / 2},
                {0, 0, 1.0 / 2},
                {0, 0, 0, 1},
                {0, 0, 0, 3.0 / 4, 0},
                {0, 0, 1.0 / 2, 0, 0, 0}},
            new double[] {0, 1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6, 0, 0},
            // H
            new double[][] {
                {},
                {0},
                {0, 0},
                {0, 0, 0},
                {0, 0, 0, 0},
                {0, 0, 0, 3.0 / 2, 0},
                {0, 0, 0, 0, 0, 0}},
            new double[] {0, 0, 0, 2, 0, 0, -2},
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
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1.5, 1.5));
    }
}
