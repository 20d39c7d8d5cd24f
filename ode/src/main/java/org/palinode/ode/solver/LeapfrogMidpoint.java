package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The leapfrog midpoint rule: order 2, a two-step method with one evaluation of the vector field a step, no error estimate. Reversible by
 * itself. With h₋ the step before and y₋ its start (at first h₋ = 0 and y₋ = y₀: an Euler step),
 * <pre>
 *   step       y₁ = y₋ + f(t₀, y₀)(h₋ + h)        backward   y₋ = y₁ − f(t₀, y₀)(h₋ + h)
 * </pre>
 * Dense output: linear. Its stability region is the segment [−i, i]: for fields that damp it is unstable whatever the step.
 *
 * <p>Source: L. F. Shampine, "Stability of the leapfrog/midpoint method", Appl. Math. Comput. 208, 2009, 293–298,
 * doi:10.1016/j.amc.2008.11.029.
 */
public record LeapfrogMidpoint() implements ReversibleSolver {
    @Override
    public double order() {
        return 2;
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public boolean isSingleStep() {
        return false;
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return List.of(y0, y0.zerosLike());
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor dt = h.cast(y0.dtype());
        Tensor y1 = carry.get(0).plus(f.apply(t0, y0).times(carry.get(1).plus(dt)));
        return new Step(y1, null, List.of(y0, y1), List.of(y0, y0.onesLike().times(dt)));
    }

    @Override
    public Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1) {
        Tensor y0 = carry1.get(0);
        Tensor dtBefore = before.cast(y0.dtype());
        Tensor y = y1.minus(f.apply(t0, y0).times(dtBefore.plus(h.cast(y0.dtype()))));
        return new Start(y0, List.of(y, y0.onesLike().times(dtBefore)));
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return DensePolynomial.CHORD.evaluate(theta, dense);
    }
}
