package org.palinode.train.schedule;

import org.palinode.autodiff.tensor.Tensor;

/** Exponential growth or decay. */
record Exponential(double first, double factor, int steps) implements Schedule {
    Exponential {
        Numbers.requireFinite("an exponential", first, factor);
        Numbers.requireSteps("an exponential", steps);
        if (factor <= 0) {
            throw new IllegalArgumentException("an exponential schedule needs a positive factor, got " + factor);
        }
    }

    @Override
    public Tensor at(Tensor step) {
        return Tensor.scalar(factor).power(step.dividedBy(steps)).times(first);
    }
}
