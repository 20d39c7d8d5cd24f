package org.palinode.train.schedule;

import org.palinode.autodiff.tensor.Tensor;

/** Half a period of the cosine, constant after its end. */
record Cosine(double first, double last, int steps) implements Schedule {
    Cosine {
        Numbers.requireFinite("a cosine", first, last);
        Numbers.requireSteps("a cosine", steps);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor share =
                step.dividedBy(steps).minimum(1).times(Math.PI).cos().plus(1).times(0.5);
        return share.times(first - last).plus(last);
    }
}
