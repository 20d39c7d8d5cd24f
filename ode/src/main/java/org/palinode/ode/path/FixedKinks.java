package org.palinode.ode.path;

import java.util.List;
import org.palinode.autodiff.tensor.IdentityOperation;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.outcome.GradientException;

/**
 * The knots of a path whose slope jumps at some of them, for solves that read the slope. Where a kink moves, the solution changes by the jump of the
 * slope; steps stay where they are, and do not show that. So a derivative for these times is refused.
 */
record FixedKinks() implements IdentityOperation {
    @Override
    public String name() {
        return "fixed_kinks";
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        throw refusal();
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        throw refusal();
    }

    private static GradientException refusal() {
        return new GradientException(
                "the times of a path's kinks have no derivative through its slope: steps stay where they are while a kink moves, so the"
                        + " gradient would be wrong; leave toOde() out, so that steps are taken over increments, use a smooth path, such as"
                        + " CubicInterpolation.backwardHermite without gaps at its ends, or leave the gradient out by knots.stopGradient()");
    }
}
