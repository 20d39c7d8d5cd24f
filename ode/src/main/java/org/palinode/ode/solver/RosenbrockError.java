package org.palinode.ode.solver;

import java.util.Optional;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/**
 * The error of a Rosenbrock step. The estimate e solves We = r with the matrix W = I − hγJ of the step's start, and so is small wherever W is
 * large, be it right or not: y' = 1/y from 10⁻⁴ has J = −10⁸ for a moment, and a step of 1 seemed exact.
 *
 * <p>W₁ at the last stage, where a stiffly accurate method is all but at the end of the step, is not factored. One product with it shows what the
 * solution of W₁e₁ = r is about, component by component: |e₁| ≈ e²/|W⁻¹W₁e|, and not more than |r|, since damping makes errors smaller. The
 * larger of |e| and |e₁| counts. Costs a tangent of the field and a linear solve a step; on 15 stiff problems at 8 tolerances 0.1 % more steps.
 *
 * <p>From 10⁻¹² the step of 1 does not leave the moment: it ends at −9·10⁻¹², where W₁ is huge too. That an error is small can only be told by a
 * matrix that holds as far as errors are tolerated. So under an adaptive controller W₁ is taken {@value #REACH} times as far from the last stage, to the
 * side to which r drives each component. On those problems, at 9 tolerances, this adds 11 steps to 68,000.
 *
 * @param matrix W, factored
 * @param estimate e [n]
 * @param right r [n]
 * @param tolerated what errors are measured by; empty where steps are not adapted
 */
record RosenbrockError(Factors matrix, Tensor estimate, Tensor right, Optional<ErrorScale> tolerated) {
    /** Factor by which one component of a hundred may err more than the root mean square of all. */
    private static final int REACH = 10;

    /** The error, if the last stage is at (t, y); without a sign. */
    Tensor with(Field f, Tensor t, Tensor y, Tensor gammaH) {
        Tensor size = estimate.abs();
        Tangents tangents = new Tangents();
        Tensor slope = tangents.tangent(f.apply(t, tangents.variable(aside(y), estimate)));
        Tensor again = matrix.attempt(estimate.minus(slope.times(gammaH))).abs();
        Tensor other = size.dividedBy(again.maximum(smallest(size.dtype()))).times(size);
        Tensor larger = size.maximum(other.minimum(size.maximum(right.abs())));
        return Tensor.where(again.lessEqual(Double.MAX_VALUE), larger, size); // aside of y the field may have no slope
    }

    private Tensor aside(Tensor y) {
        if (tolerated.isEmpty()) {
            return y;
        }
        Tensor distance = tolerated.get().tolerated(y, y).times(REACH);
        return y.plus(Tensor.where(right.less(0), distance.negate(), distance));
    }

    /** Keeps 0/0 from being not a number. */
    private static double smallest(DType dtype) {
        return dtype == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    }
}
