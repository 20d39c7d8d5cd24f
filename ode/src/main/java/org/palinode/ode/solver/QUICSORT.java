package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Method for the Langevin equation: strong order 3, two evaluations of the force a step, no error estimate. Dense output: linear.
 *
 * <p>Source: N. K. Chada, B. Leimkuhler, D. Paulin, P. A. Whalley, "Unbiased kinetic Langevin Monte Carlo with inexact gradients", 2023,
 * arXiv:2311.05025, and A. Jelinčič, J. Foster, P. Kidger, "Single-seed generation of Brownian paths and integrals for adaptive and high order SDE solvers", 2024, arXiv:2405.06464.
 */
public record QUICSORT() implements LangevinSolver {
    private static final double LEFT = 0.5 - Math.sqrt(3) / 6;
    private static final double RIGHT = 0.5 + Math.sqrt(3) / 6;

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
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        LangevinStep step = new LangevinStep(f, t0, h, y0);
        Tensor byH = step.amplified(step.area());
        Tensor byK = step.amplified(step.k());
        Tensor shifted = step.v.plus(byH).plus(byK.times(6));
        Tensor rest = step.amplified(step.w()).minus(byK.times(12));
        Tensor left = step.x
                .plus(step.drift(LEFT).times(shifted))
                .plus(step.pull(LEFT).times(rest));
        Tensor leftPush = step.force(left).times(step.dt);
        Tensor right = step.x
                .plus(step.drift(RIGHT).times(shifted))
                .plus(step.pull(RIGHT).times(rest))
                .minus(step.drift(1.0 / 3).times(leftPush));
        Tensor rightPush = step.force(right).times(step.dt);
        Tensor x1 = step.x
                .plus(step.drift(1).times(shifted))
                .plus(step.pull(1).times(rest))
                .minus(step.drift(RIGHT)
                        .times(leftPush)
                        .plus(step.drift(LEFT).times(rightPush))
                        .times(0.5));
        Tensor v1 = step.decay(1)
                .times(shifted)
                .minus(step.decay(RIGHT)
                        .times(leftPush)
                        .plus(step.decay(LEFT).times(rightPush))
                        .times(0.5))
                .plus(step.mean().times(rest))
                .minus(byH.minus(byK.times(6)));
        return step.to(x1, v1, null, List.of());
    }
}
