package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The semi-implicit (symplectic) Euler method for a field in two parts, f of which moves p and depends on q, and g moves q and depends on
 * p: order 1, one evaluation of each part a step, no error estimate. Reversible by itself.
 * <pre>
 *   step       p₁ = p₀ + h f(t₀, q₀)        backward   q₀ = q₁ − h g(t₀, p₁)
 *              q₁ = q₀ + h g(t₀, p₁)                   p₀ = p₁ − h f(t₀, q₀)
 * </pre>
 * Takes a {@link org.palinode.ode.term.SeparableTerm}. With a MultiTerm(f, g) that is not separable it steps with f and then with g, and
 * its steps cannot be reversed: a gradient under ReversibleAdjoint detects that, and is computed forward. Dense output: linear.
 *
 * <p>Source: E. Hairer, Ch. Lubich, G. Wanner, "Geometric Numerical Integration", section I.1.2.
 */
public record SemiImplicitEuler() implements ReversibleSolver {
    @Override
    public double order() {
        return 1;
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public boolean splitsField() {
        return true;
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return List.of();
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor dt = h.cast(y0.dtype());
        Tensor half = y0.plus(f.explicitPart().apply(t0, y0).times(dt));
        Tensor y1 = half.plus(f.implicitPart().apply(t0, half).times(dt));
        return new Step(y1, null, List.of(y0, y1), List.of());
    }

    @Override
    public Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1) {
        Tensor dt = h.cast(y1.dtype());
        Tensor half = y1.minus(f.implicitPart().apply(t0, y1).times(dt));
        Tensor y0 = half.minus(f.explicitPart().apply(t0, half).times(dt));
        return new Start(y0, List.of());
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return DensePolynomial.CHORD.evaluate(theta, dense);
    }
}
