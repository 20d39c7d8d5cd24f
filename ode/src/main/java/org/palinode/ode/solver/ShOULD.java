package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Shifted-ODE method for the Langevin equation: strong order 3, two evaluations of the force a step (after a first one), no error estimate.
 * The carry is the force. Dense output: linear.
 *
 * <p>Source: J. Foster, T. Lyons, H. Oberhauser, "The shifted ODE method for underdamped Langevin MCMC", 2021, arXiv:2101.03446.
 */
public record ShOULD() implements LangevinSolver {
    @Override
    public double order() {
        return 3;
    }

    @Override
    public LevyArea levyArea() {
        return LevyArea.SPACE_TIME_TIME;
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        LangevinStep start = new LangevinStep(f, t0, t0.zerosLike(), y0);
        return List.of(start.carried(start.force(start.x)));
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        LangevinStep step = new LangevinStep(f, t0, h, y0);
        Tensor dt = step.dt;
        Tensor force0 = step.carriedForce(carry);
        Tensor byW = step.amplified(step.w());
        Tensor byH = step.amplified(step.area());
        Tensor byK = step.amplified(step.k());
        Tensor shifted = step.v.plus(byH).plus(byK.times(6));
        Tensor rest = byW.minus(byK.times(12));
        Tensor middle =
                step.x.plus(step.drift(0.5).times(shifted)).plus(step.pull(0.5).times(rest.minus(force0.times(dt))));
        Tensor forceInside = step.force(middle);
        Tensor areas = step.chi().times(byH).plus(step.kappa().times(byK));
        Tensor forces = force0.plus(forceInside.times(2)).times(1.0 / 3).times(dt);
        Tensor x1 = step.x
                .plus(step.drift(1).times(step.v))
                .minus(step.pull(1).times(forces))
                .plus(step.pull(1).times(byW))
                .plus(areas);
        Tensor force1 = step.force(x1);
        Tensor pushed = step.decay(1)
                .times(force0)
                .plus(step.decay(0.5).times(forceInside).times(4))
                .plus(force1)
                .times(1.0 / 6)
                .times(dt);
        Tensor v1 = step.decay(1)
                .times(step.v)
                .minus(pushed)
                .plus(step.mean().times(byW))
                .minus(step.gamma().times(areas));
        return step.to(x1, v1, null, List.of(step.carried(force1)));
    }
}
