package org.palinode.ode.solver;

/**
 * EES(2, 5): explicit and effectively symmetric, order 2, 3 stages, with Euler embedded for step-size control. A step of −h reverses the
 * step of h up to an error of size h^6 a step, h^5 over a solve. So the method is reversed as it is, without a second state. The gradient
 * under ReversibleAdjoint is off by as much; its report says how far y₀ was missed. Dense output: cubic Hermite.
 *
 * <p>Source: D. Shmelev, K. Ebrahimi-Fard, N. Tapia, C. Salvi, "Explicit and Effectively Symmetric Runge–Kutta Methods", 2025,
 * arXiv:2507.21006.
 *
 * @param accepted the largest relative mismatch of y₀ after a reversed solve; above it the gradient is computed forward from y₀ with
 *     checkpoints, exactly; pure number
 */
public record EES25(double accepted) implements EffectivelySymmetric {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1.0 / 3, 5.0 / 6},
            // stages
            new double[][] {
                {},
                {1.0 / 3},
                {-5.0 / 48, 15.0 / 16}},
            // solution
            new double[] {1.0 / 10, 1.0 / 2, 2.0 / 5},
            // error estimate
            new double[] {-9.0 / 10, 1.0 / 2, 2.0 / 5});

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(3);
    // @formatter:on

    /** @throws IllegalArgumentException if {@code accepted} is not positive */
    public EES25 {
        EffectivelySymmetric.requirePositive(accepted, "EES25");
    }

    /** A method that accepts a relative mismatch of 1e-6. */
    public EES25() {
        this(STANDARD);
    }

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
