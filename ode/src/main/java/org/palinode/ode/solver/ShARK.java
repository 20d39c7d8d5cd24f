package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Shifted additive-noise Runge–Kutta method: strong order 1.5, two evaluations of the drift and two of the diffusion a step.
 *
 * <p>Source: J. Foster, G. dos Reis, C. Strange, "High order splitting methods for SDEs satisfying a commutativity condition", 2023,
 * arXiv:2210.17543, equation 6.1.
 */
public record ShARK() implements AdditiveNoiseRungeKutta {
    // @formatter:off
    private static final AdditiveNoiseTableau TABLEAU = new AdditiveNoiseTableau(
            // times of the stages
            new double[] {0, 5.0 / 6},
            // stages
            new double[][] {
                {},
                {5.0 / 6}},
            // solution
            new double[] {2.0 / 5, 3.0 / 5},
            // W and H in the stages
            new double[] {0, 5.0 / 6},
            new double[] {1, 1},
            // error estimate
            new double[] {-3.0 / 5, 3.0 / 5});
    // @formatter:on

    @Override
    public AdditiveNoiseTableau tableau() {
        return TABLEAU;
    }

    @Override
    public double order() {
        return 2;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.additive(1.5));
    }
}
