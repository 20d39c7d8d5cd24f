package org.palinode.train;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.optimiser.Optimiser.Updated;
import org.palinode.train.optimiser.OptimiserState;

/** Rule by which a batch moves what is trained. */
interface TrainingRule<P, B> {
    /** The optimiser's state before the first step. */
    OptimiserState<P> init(P initial);

    /** The gradient on a batch, as a function of what is trained and the batch. */
    BiFunction<P, B, Found<P>> gradient(boolean compiled);

    /** The loss on data that are not trained on. */
    BiFunction<? super P, ? super B, Tensor> validation();

    /**
     * A gradient that was found.
     *
     * @param loss at which it was found
     * @param step of the optimiser against it
     */
    record Found<P>(Tensor loss, Function<OptimiserState<P>, Updated<P>> step) {}
}
