package org.palinode.examples.own;

import java.util.function.BinaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/** Step of the classical Runge–Kutta method of order 4, for models that take steps of their own inside of a loop. */
final class RungeKuttaStep {
    private RungeKuttaStep() {}

    /**
     * The state after a step.
     *
     * @param slope of time and state
     * @param h the length, a scalar
     */
    static Tensor of(BinaryOperator<Tensor> slope, Tensor t, Tensor h, Tensor y) {
        Tensor half = h.times(0.5);
        Tensor middle = t.plus(half);
        Tensor a = slope.apply(t, y);
        Tensor b = slope.apply(middle, y.plus(a.times(half)));
        Tensor c = slope.apply(middle, y.plus(b.times(half)));
        Tensor d = slope.apply(t.plus(h), y.plus(c.times(h)));
        return y.plus(b.plus(c).times(2).plus(a).plus(d).times(h.dividedBy(6)));
    }
}
