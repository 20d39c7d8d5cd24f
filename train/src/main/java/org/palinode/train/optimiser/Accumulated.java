package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** An optimiser that takes a step with the mean of {@code count} gradients. */
record Accumulated(Optimiser inner, int count) implements Wrapper {
    /** Names of the mean so far, and of the number of gradients in it. */
    private static final String ACCUMULATED = "accumulated";

    Accumulated {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 gradient makes a step, got " + count);
        }
    }

    @Override
    public Leaves start(Leaves leaves) {
        return inner.start(leaves).beginningAtZero(ACCUMULATED).counting(ACCUMULATED);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor taken = leaves.number(ACCUMULATED).plus(1);
        List<Tensor> before = leaves.memory(ACCUMULATED);
        List<Tensor> mean = leaves.each(i ->
                before.get(i).plus(leaves.gradient().get(i).minus(before.get(i)).dividedBy(taken)));
        Leaves moved = inner.advance(leaves.withGradient(mean))
                .with(ACCUMULATED, leaves.each(i -> before.get(i).zerosLike()))
                .with(ACCUMULATED, Tensor.scalar(0));
        Leaves waiting = leaves.with(ACCUMULATED, mean).with(ACCUMULATED, taken);
        return Leaves.where(taken.greaterEqual(count), moved, waiting);
    }
}
