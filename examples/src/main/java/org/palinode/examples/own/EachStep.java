package org.palinode.examples.own;

import java.util.function.LongFunction;
import org.palinode.train.data.BatchSource;

/** Batches made of the number of their step; an epoch is one. */
record EachStep<B>(LongFunction<B> function) implements BatchSource<B> {
    @Override
    public B batch(long step) {
        return function.apply(step);
    }

    @Override
    public long perEpoch() {
        return 1;
    }
}
