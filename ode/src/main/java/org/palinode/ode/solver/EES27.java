package org.palinode.ode.solver;

/**
 * EES(2, 7): explicit and effectively symmetric, order 2, 4 stages, with Euler embedded for step-size control. A step of −h reverses the
 * step of h up to an error of size h^8 a step, h^7 over a solve. So the method is reversed as it is, without a second state. The gradient
 * under ReversibleAdjoint is off by as much; its report says how far y₀ was missed. Dense output: cubic Hermite.
 *
 * <p>Source: D. Shmelev, K. Ebrahimi-Fard, N. Tapia, C. Salvi, "Explicit and Effectively Symmetric Runge–Kutta Methods", 2025,
 * arXiv:2507.21006.
 *
 * @param accepted the largest relative mismatch of y₀ after a reversed solve; above it the gradient is computed forward from y₀ with
 *     checkpoints, exactly; pure number
 */
public record EES27(double accepted) implements EffectivelySymmetric {
    // @formatter:off
    private static final double R = Math.sqrt(2);
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, (2 - R) / 3, (2 + R) / 6, (4 + R) / 6},
            // stages
            new double[][] {
                {},
                {(2 - R) / 3},
                {(-4 + R) / 24, (4 + R) / 8},
                {(-176 + 145 * R) / 168, 3 * (8 - 5 * R) / 56, 3 * (3 - R) / 7}},
            // solution
            new double[] {(5 - 3 * R) / 14, (3 + R) / 14, 3 * (-1 + 2 * R) / 14, (9 - 4 * R) / 14},
            // error estimate
            new double[] {(5 - 3 * R) / 14 - 1, (3 + R) / 14, 3 * (-1 + 2 * R) / 14, (9 - 4 * R) / 14});

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(4);
    // @formatter:on

    /** @throws IllegalArgumentException if {@code accepted} is not positive */
    public EES27 {
        EffectivelySymmetric.requirePositive(accepted, "EES27");
    }

    /** A method that accepts a relative mismatch of 1e-6. */
    public EES27() {
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
