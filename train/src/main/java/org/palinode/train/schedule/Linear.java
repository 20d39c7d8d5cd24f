package org.palinode.train.schedule;

import org.palinode.autodiff.tensor.Tensor;

/** A straight line, constant after its end. */
record Linear(double first, double last, int steps) implements Schedule {
    Linear {
        Numbers.requireFinite("a linear", first, last);
        Numbers.requireSteps("a linear", steps);
    }

    @Override
    public Tensor at(Tensor step) {
        return step.dividedBy(steps).minimum(1).times(last - first).plus(first);
    }
}
