package org.palinode.ode.solver;

import java.util.Optional;

/**
 * Splitting-path Runge–Kutta method: strong order 0.5, 1 for commutative and 1.5 for additive noise; three evaluations of drift and
 * diffusion a step, with an error estimate of both.
 *
 * <p>Source: J. Foster, A. Jelinčič, "On the convergence of adaptive approximations for stochastic differential equations", 2023,
 * arXiv:2311.14201, definition 1.6.
 */
public record SPaRK() implements StochasticRungeKutta {
    private static final double ROOT_3 = Math.sqrt(3);
    private static final double OUTER = (3 - ROOT_3) / 6;
    private static final double INNER = ROOT_3 / 3;

    // @formatter:off
    private static final StochasticTableau TABLEAU = new StochasticTableau(
            // times of the stages
            new double[] {0, 1.0 / 2, 1},
            // drift
            new double[][] {
                {},
                {1.0 / 2},
                {0, 1}},
            new double[] {OUTER, INNER, OUTER},
            // W
            new double[][] {
                {},
                {1.0 / 2},
                {0, 1}},
            new double[] {OUTER, INNER, OUTER},
            // H
            new double[][] {
                {},
                {ROOT_3},
                {0, 0}},
            new double[] {1, 0, -1},
            // error estimate
            new StochasticTableau.Error(
                    new double[] {OUTER - 0.5, INNER, OUTER - 0.5},
                    new double[] {OUTER - 0.5, INNER, OUTER - 0.5},
                    new double[] {1, 0, -1}));
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
