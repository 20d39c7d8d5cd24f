package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Rößler's method SRA1 for additive noise: strong order 1.5, two evaluations of the drift and two of the diffusion a step.
 *
 * <p>Source: A. Rößler, "Runge–Kutta methods for the strong approximation of solutions of stochastic differential equations", SIAM J. Numer.
 * Anal. 48(3), 2010, 922–952, doi:10.1137/09076636X.
 */
public record SRA1() implements AdditiveNoiseRungeKutta {
    // @formatter:off
    private static final AdditiveNoiseTableau TABLEAU = new AdditiveNoiseTableau(
            // times of the stages
            new double[] {0, 3.0 / 4},
            // stages
            new double[][] {
                {},
                {3.0 / 4}},
            // solution
            new double[] {1.0 / 3, 2.0 / 3},
            // W and H in the stages
            new double[] {0, 3.0 / 4},
            new double[] {0, 3.0 / 2},
            // error estimate
            new double[] {-2.0 / 3, 2.0 / 3});
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
