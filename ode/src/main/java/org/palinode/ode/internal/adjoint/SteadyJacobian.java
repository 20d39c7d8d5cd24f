package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.outcome.GradientException;

/**
 * Looks whether ∂f/∂y at a steady state is regular. Where the field keeps a sum, as reactions do, the state depends on y0 and the matrix is singular; its
 * factors are those of its rounding, with a pivot of 1e-17 in place of 0, and gradients come out of any size.
 *
 * <p>What the inverse J⁻¹ makes of the rounding of J's entries is at most ρ(|J⁻¹| |J|) times as large: the condition number of J in the best units of equations
 * and unknowns, so that units do not matter. Source: F. L. Bauer, "Optimally scaled matrices", Numer. Math. 5, 1963, 73–87.
 */
final class SteadyJacobian {
    /** The relative error of a gradient that rounding may make. */
    private static final double LARGEST_LOSS = 1e-2;

    /** After so many products the largest growth is the spectral radius to some 10 %, from above. */
    private static final int PRODUCTS = 20;

    private SteadyJacobian() {}

    /** Refuses a matrix [n, n] that is singular to rounding, or not finite. */
    static void requireRegular(Tensor jacobian) {
        double rounding = jacobian.shape().dim(0) * jacobian.dtype().epsilon();
        if (!(rounding * condition(jacobian.cast(DType.FLOAT64)) <= LARGEST_LOSS)) {
            throw new GradientException("ImplicitAdjoint needs a steady state that does not depend on y0, but ∂f/∂y is"
                    + " singular there, up to rounding: the field keeps something as it is, such as a sum; write one component"
                    + " as what is kept less the others, or use RecursiveCheckpointAdjoint");
        }
    }

    private static double condition(Tensor jacobian) {
        int n = jacobian.shape().dim(0);
        Tensor inverse;
        try {
            inverse = jacobian.solve(Tensor.eye(n));
        } catch (ArithmeticException singular) {
            return Double.POSITIVE_INFINITY;
        }
        Tensor growth = inverse.abs().matmul(jacobian.abs());
        Tensor v = Tensor.ones(n, 1);
        Tensor ratios = v;
        for (int i = 0; i < PRODUCTS; i++) {
            Tensor next = growth.matmul(v);
            ratios = next.dividedBy(v);
            v = next.dividedBy(next.max());
        }
        return ratios.max().item();
    }
}
