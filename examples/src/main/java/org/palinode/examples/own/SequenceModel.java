package org.palinode.examples.own;

import java.util.Optional;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Model that reads series before it says how they go on: by an encoder, a filter, or as a control. Its numbers are standardised, of mean 0
 * and deviation 1, and the time of each series begins at 0.
 *
 * @param <P> parameters, a tree of tensors
 */
public interface SequenceModel<P> extends FittedModel<P> {
    /** The count of standard normal numbers that the loss needs for each series, drawn anew in each step. */
    default int noise() {
        return 0;
    }

    /**
     * True if each step of the training hides the ends of the series, each from a time drawn by lot, so that the model learns to forecast.
     * False if the loss is of all that is trained on, and shows all.
     */
    default boolean hidesEnds() {
        return true;
    }

    /** The longest interval between two times of a {@link Sequence}; more times are put between those that are farther apart. */
    default double longestInterval(SeriesFacts facts) {
        return Double.POSITIVE_INFINITY;
    }

    /** The loss of a step, a scalar: a mean over the values that {@link Sequence#counted} marks; of the squares that are missed by default. */
    default Tensor loss(P parameters, Sequence sequence) {
        return sequence.mean(
                predict(parameters, sequence).minus(sequence.values()).square());
    }

    /** The mean of each value [times, series, columns], by what is shown. */
    Tensor predict(P parameters, Sequence sequence);

    /** Values drawn from the law of a single series at each time [times, count, columns]; none of a model that has no law. */
    default Optional<Tensor> draws(P parameters, Sequence sequence, RandomKey key, int count) {
        return Optional.empty();
    }
}
