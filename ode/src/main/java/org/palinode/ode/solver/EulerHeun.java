package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Euler's method for the drift and Heun's for the diffusion: strong order 0.5, 1 for commutative and additive noise; one evaluation of the
 * drift and two of the diffusion a step, no error estimate. Dense output: linear.
 * <pre>
 *   y′ = y + g(t, y) W        y₁ = y + h f(t, y) + ½(g(t, y) + g(t, y′)) W
 * </pre>
 *
 * <p>Source: P. E. Kloeden, E. Platen, "Numerical Solution of Stochastic Differential Equations", Springer, 1992.
 */
public record EulerHeun() implements NoiseSolver {
    @Override
    public double order() {
        return 1;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1, 1));
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        NoisyField field = NoisyField.of(f);
        Tensor dt = h.cast(y0.dtype());
        NoiseVector w = field.w().times(dt);
        Tensor before = field.diffusion(t0, y0, w);
        Tensor after = field.diffusion(t0, y0.plus(before), w);
        Tensor y1 = y0.plus(field.drift().apply(t0, y0).times(dt))
                .plus(before.plus(after).times(0.5));
        return new Step(y1, null, List.of(y0, y1), List.of());
    }
}
