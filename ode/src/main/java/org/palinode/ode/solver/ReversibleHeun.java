package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Reversible Heun: order 2, one evaluation of the vector field a step (after a first one), with Euler embedded for step-size control.
 * Reversible by itself: it carries an estimate ŷ beside y, and the slope f̂ there.
 * <pre>
 *   step       ŷ₁ = 2y₀ − ŷ₀ + f̂₀h,  f̂₁ = f(t₁, ŷ₁)        backward   ŷ₀ = 2y₁ − ŷ₁ − f̂₁h,  f̂₀ = f(t₀, ŷ₀)
 *              y₁ = y₀ + ½(f̂₀ + f̂₁)h                                 y₀ = y₁ − ½(f̂₀ + f̂₁)h
 * </pre>
 * Dense output: linear. Its stability region is the segment [−i, i]: for fields that damp, take small steps.
 *
 * <p>Source: P. Kidger, J. Foster, X. Li, T. Lyons, "Efficient and Accurate Gradients for Neural SDEs", 2021, arXiv:2105.13493.
 */
public record ReversibleHeun() implements ReversibleSolver {
    @Override
    public double order() {
        return 2;
    }

    @Override
    public Optional<StrongOrders> strongOrders() {
        return Optional.of(new StrongOrders(Calculus.STRATONOVICH, 0.5, 1, 1));
    }

    @Override
    public boolean estimatesError() {
        return true;
    }

    @Override
    public boolean isSingleStep() {
        return false;
    }

    @Override
    public Optional<Tensor> undamped(List<Tensor> carry) {
        return Optional.of(carry.get(0));
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return f.changesBetweenSteps() ? List.of(y0) : List.of(y0, f.apply(t0, y0));
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor dt = h.cast(y0.dtype());
        Tensor slope0 = slope(f, t0, carry);
        Tensor estimate1 = y0.times(2).minus(carry.get(0)).plus(slope0.times(dt));
        Tensor slope1 = f.apply(t0.plus(h), estimate1);
        Tensor y1 = y0.plus(slope0.plus(slope1).times(dt.times(0.5)));
        Tensor error = slope1.minus(slope0).times(dt.times(0.5));
        return new Step(y1, error, List.of(y0, y1), carry(f, estimate1, slope1));
    }

    @Override
    public Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1) {
        Tensor dt = h.cast(y1.dtype());
        Tensor slope1 = slope(f, t0.plus(h), carry1);
        Tensor estimate0 = y1.times(2).minus(carry1.get(0)).minus(slope1.times(dt));
        Tensor slope0 = f.apply(t0, estimate0);
        Tensor y0 = y1.minus(slope0.plus(slope1).times(dt.times(0.5)));
        return new Start(y0, carry(f, estimate0, slope0));
    }

    /** The slope at the estimate ŷ, which under noise is another one in each step. */
    private static Tensor slope(Field f, Tensor t, List<Tensor> carry) {
        return f.changesBetweenSteps() ? f.apply(t, carry.get(0)) : carry.get(1);
    }

    private static List<Tensor> carry(Field f, Tensor estimate, Tensor slope) {
        return f.changesBetweenSteps() ? List.of(estimate) : List.of(estimate, slope);
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return DensePolynomial.CHORD.evaluate(theta, dense);
    }
}
