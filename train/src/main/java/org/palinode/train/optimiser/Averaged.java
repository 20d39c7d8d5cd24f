package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** An optimiser with a moving average of the parameters. */
record Averaged(Optimiser inner, double decay) implements Wrapper {
    private static final String AVERAGE = "average";

    Averaged {
        Settings.requireShare("the decay of a moving average", decay);
    }

    @Override
    public Leaves start(Leaves leaves) {
        return inner.start(leaves).beginning(AVERAGE, leaves.parameters());
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Leaves moved = inner.advance(leaves);
        List<Tensor> average = leaves.memory(AVERAGE);
        return moved.with(
                AVERAGE,
                leaves.each(i -> average.get(i)
                        .times(decay)
                        .plus(moved.parameters().get(i).times(1 - decay))));
    }
}
