package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Method for the Langevin equation: strong order 2, one evaluation of the force a step (after a first one), with an error estimate. The carry is
 * the force. Dense output: linear.
 *
 * <p>Source: A. Jelinčič, J. Foster, P. Kidger, "Single-seed generation of Brownian paths and integrals for adaptive and high order SDE
 * solvers", 2024, arXiv:2405.06464.
 */
public record ALIGN() implements LangevinSolver {
    @Override
    public double order() {
        return 2;
    }

    @Override
    public LevyArea levyArea() {
        return LevyArea.SPACE_TIME;
    }

    @Override
    public boolean estimatesError() {
        return true;
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        LangevinStep start = new LangevinStep(f, t0, t0.zerosLike(), y0);
        return List.of(start.carried(start.force(start.x)));
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        LangevinStep step = new LangevinStep(f, t0, h, y0);
        Tensor force0 = step.carriedForce(carry);
        Tensor a = step.drift(1);
        Tensor b = step.pull(1);
        Tensor byW = step.amplified(step.w());
        Tensor byH = step.amplified(step.area());
        Tensor chi = step.chi();
        Tensor x1 = step.x
                .plus(a.times(step.v))
                .minus(b.times(force0).times(step.dt))
                .plus(b.times(byW))
                .plus(chi.times(byH));
        Tensor force1 = step.force(x1);
        Tensor v1 = step.decay(1)
                .times(step.v)
                .minus(a.minus(b).times(force0).plus(b.times(force1)))
                .plus(step.mean().times(byW))
                .minus(step.gamma().times(chi).times(byH));
        Tensor error = LangevinStep.state(x1.zerosLike(), b.times(force0.minus(force1)));
        return step.to(x1, v1, error, List.of(step.carried(force1)));
    }
}
