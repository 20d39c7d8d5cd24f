package org.palinode.train.data;

import java.util.Objects;

/** Source of the batch of each step. The same number gives the same batch, whenever it is asked for. */
public interface BatchSource<B> {
    /** The batch of a step; the first step is 0. */
    B batch(long step);

    /** The number of batches in an epoch. */
    long perEpoch();

    /** Another batch made of each one and its step, such as one with noise of {@code key.fold(step)} beside it. */
    default <C> BatchSource<C> map(WithStep<? super B, ? extends C> function) {
        Objects.requireNonNull(function, "batches are mapped by a function, got null");
        BatchSource<B> source = this;
        return new BatchSource<>() {
            @Override
            public C batch(long step) {
                return function.apply(source.batch(step), step);
            }

            @Override
            public long perEpoch() {
                return source.perEpoch();
            }
        };
    }

    /** Function of a batch and the number of its step. */
    @FunctionalInterface
    interface WithStep<B, C> {
        C apply(B batch, long step);
    }
}
