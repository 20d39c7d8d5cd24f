package org.palinode.train.schedule;

import org.palinode.autodiff.tensor.Tensor;

/** A schedule that begins after a straight line to its first number. */
record WarmUp(Schedule then, double first, int steps) implements Schedule {
    WarmUp {
        Numbers.requireFinite("a warm-up", first);
        Numbers.requireSteps("a warm-up", steps);
    }

    @Override
    public Tensor at(Tensor step) {
        Tensor start = then.at(step.zerosLike());
        Tensor line = start.minus(first).times(step.dividedBy(steps)).plus(first);
        return Tensor.where(step.less(steps), line, then.at(step.minus(steps).maximum(0)));
    }
}
