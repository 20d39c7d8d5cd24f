package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Milstein's method for Itô's calculus without the Jacobian of the diffusion, in whose place stands a difference: strong order 1 where noise is a
 * single one, strictly diagonal or additive; other noise is refused. One evaluation of the drift and two of the diffusion a step, no error estimate. It
 * serves a diffusion that has no tangent, and gradients need no second derivatives of it. In Stratonovich's calculus {@link EulerHeun} does so. Dense
 * output: linear. Forward in time only, unless the noise is additive.
 * <pre>
 *   z = y + √h g(t, y)        y₁ = y + h f(t, y) + g(t, y) W + (g(t, z) − g(t, y)) (W² − h)/2√h
 * </pre>
 *
 * <p>Source: P. E. Kloeden, E. Platen, "Numerical Solution of Stochastic Differential Equations", Springer, 1992, section 11.1.
 */
public record GradientFreeMilstein() implements NoiseSolver {
    @Override
    public double order() {
        return 1;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(StrongOrders.commutative(Calculus.ITO, 1, 1));
    }

    /** Back in time (W² + |h|) has a mean, which multiplies what the difference misses of the Jacobian. */
    @Override
    public boolean stepsForwardOnly() {
        return true;
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        NoisyField field = NoisyField.of(f);
        Tensor dt = h.cast(y0.dtype());
        Tensor root = h.abs().sqrt().cast(y0.dtype());
        NoiseVector w = field.w().times(dt);
        NoiseVector roots = w.map(one -> one.onesLike().times(root));
        NoiseVector twice = w.map(one -> one.square().minus(dt).dividedBy(root).times(0.5));
        Tensor z = y0.plus(field.diffusion(t0, y0, roots));
        Tensor bend = field.diffusion(t0, z, twice).minus(field.diffusion(t0, y0, twice));
        Tensor y1 = y0.plus(field.drift().apply(t0, y0).times(dt))
                .plus(field.diffusion(t0, y0, w))
                .plus(bend);
        return new Step(y1, null, List.of(y0, y1), List.of());
    }
}
