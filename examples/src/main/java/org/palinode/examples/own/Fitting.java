package org.palinode.examples.own;

import java.util.Optional;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.data.BatchSource;

/**
 * Way to fit a kind of model.
 *
 * @param <P> all that is fitted, a tree of tensors
 * @param <B> what a step of the training works on
 */
interface Fitting<P, B> {
    /** Parameters to begin with. */
    P initial();

    /** The batch of each step. */
    BatchSource<B> batches();

    /** The loss of a step. */
    Tensor loss(P parameters, B batch);

    /** The curves by what is trained on, at times of the model [times, pieces, columns], in its numbers. */
    Tensor predict(P parameters, Group group, double[] times);

    /** Values from the law of a series alone at these times [times, count, columns]; none of a model without a law. */
    default Optional<Tensor> draws(P parameters, Group alone, double[] times, RandomKey key, int count) {
        return Optional.empty();
    }

    /** The part of the parameters that is told to the user. */
    default Object described(P parameters) {
        return parameters;
    }
}
