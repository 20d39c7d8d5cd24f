package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * EES(2, 5): explicit and effectively symmetric, order 2, 3 stages, with Euler embedded for step-size control. A step of −h undoes the step of h
 * but for an error of size h^6 a step, h^5 over a solve, so the method is taken back as it is, without a second state. The gradient under
 * ReversibleAdjoint is off by as much; its report says how far y₀ was missed. Dense output: cubic Hermite.
 *
 * <p>Source: D. Shmelev, K. Ebrahimi-Fard, N. Tapia, C. Salvi, "Explicit and Effectively Symmetric Runge–Kutta Methods", 2025,
 * arXiv:2507.21006.
 *
 * @param accepted how far, relative, a solve taken back may miss y₀; where it misses by more the gradient is computed forward from y₀ with
 *     checkpoints instead, exactly; pure number
 */
public record EES25(double accepted) implements ExplicitRungeKutta, ReversibleSolver {
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

    public EES25 {
        if (!(accepted > 0)) {
            throw new IllegalArgumentException(
                    "EES25 needs a positive accepted mismatch, got " + accepted + "; 1e-6 is the standard");
        }
    }

    /** Accepts a relative mismatch of 1e-6. */
    public EES25() {
        this(1e-6);
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
    public int order() {
        return 2;
    }

    @Override
    public double acceptedMismatch(DType dtype) {
        return Math.max(accepted, Resync.STANDARD.mismatch(dtype));
    }

    @Override
    public Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> state1) {
        return new Start(step(f, t0.plus(h), h.negate(), y1).y(), List.of());
    }
}
