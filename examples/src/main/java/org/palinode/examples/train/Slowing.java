package org.palinode.examples.train;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * Learning rate that falls like (1 + step/{@value #STEPS})^−{@value #POWER}. It depends on the number of the step alone, not on how many are
 * to come: a run of 10 steps is the beginning of one of 1000.
 *
 * @param first the rate of the first step
 */
public record Slowing(double first) implements Schedule {
    private static final double STEPS = 500;
    private static final double POWER = 1.5;

    @Override
    public Tensor at(Tensor step) {
        return step.dividedBy(STEPS).plus(1).power(-POWER).times(first);
    }
}
