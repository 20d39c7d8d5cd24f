package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.outcome.GradientException;

/**
 * The regular ∂f/∂y at a steady state, factored once. Where the field keeps a sum, as reactions do, the state depends on y0 and the matrix is singular;
 * its factors are those of its rounding, with a pivot of 1e-17 in place of 0, and gradients come out of any size.
 *
 * <p>What the inverse J⁻¹ makes of the rounding of J's entries is at most ρ(|J⁻¹| |J|) times as large: the condition number of J in the best units of equations
 * and unknowns, so that units do not matter. Source: F. L. Bauer, "Optimally scaled matrices", Numer. Math. 5, 1963, 73–87.
 *
 * @param matrix J [n, n]
 * @param factors its factors
 */
record SteadyJacobian(Tensor matrix, Factors factors) {
    /** The relative error of a gradient that rounding may make. */
    private static final double LARGEST_LOSS = 1e-2;

    /** After so many products the largest growth is the spectral radius to some 10 %, from above. */
    private static final int PRODUCTS = 20;

    /**
     * The factors of a matrix [n, n].
     *
     * @throws GradientException if it is singular to rounding, or not finite
     */
    static SteadyJacobian of(Tensor matrix) {
        MatrixStructure dense = MatrixStructure.dense();
        SteadyJacobian jacobian = new SteadyJacobian(matrix, Factors.of(dense, dense.compress(matrix)));
        jacobian.requireRegular();
        return jacobian;
    }

    /** The x of J x = b [n]. */
    Tensor solve(Tensor b) {
        return factors.solve(b);
    }

    /** The x of Jᵀ x = b [n]. */
    Tensor solveTransposed(Tensor b) {
        return factors.solveTransposed(b);
    }

    private void requireRegular() {
        double rounding = matrix.shape().dim(0) * matrix.dtype().epsilon();
        if (!(rounding * condition() <= LARGEST_LOSS)) {
            throw new GradientException("ImplicitAdjoint needs a steady state that does not depend on y0, but ∂f/∂y is"
                    + " singular there, up to rounding: the field keeps something as it is, such as a sum; write one component"
                    + " as what is kept less the others, or use RecursiveCheckpointAdjoint");
        }
    }

    private double condition() {
        if (factors.status().item() != 0) {
            return Double.POSITIVE_INFINITY;
        }
        int n = matrix.shape().dim(0);
        Tensor inverse = factors.solveTransposed(Tensor.eye(n)); // row by row: row i of J⁻¹ solves Jᵀ x = eᵢ
        Tensor growth = inverse.abs().matmul(matrix.cast(DType.FLOAT64).abs());
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
