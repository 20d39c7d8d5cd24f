package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Shifted Euler method for additive noise: strong order 1, one evaluation of drift and diffusion a step, no error estimate.
 *
 * <p>Source: J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", 2023,
 * arXiv:2210.17543, equation 5.8.
 */
public record SEA() implements AdditiveNoiseRungeKutta {
    // @formatter:off
    private static final AdditiveNoiseTableau TABLEAU = new AdditiveNoiseTableau(
            // times of the stages
            new double[] {0},
            // stages
            new double[][] {
                {}},
            // solution
            new double[] {1},
            // W and H in the stages
            new double[] {1.0 / 2},
            new double[] {1},
            // error estimate
            null);
    // @formatter:on

    @Override
    public AdditiveNoiseTableau tableau() {
        return TABLEAU;
    }

    @Override
    public double order() {
        return 1;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.additive(1));
    }
}
