package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;

/**
 * Model of series, all of which share its parameters: a {@link SeriesEquation}, which starts from their first values alone, or a {@link
 * SequenceModel}, which reads them. Implement one of the two, with a public constructor without arguments.
 *
 * @param <P> parameters, a tree of tensors
 */
public interface FittedModel<P> {
    /**
     * The parameters to begin with.
     *
     * @throws IllegalArgumentException if the data do not suit the model; the text is for its user
     */
    P initial(SeriesFacts facts, RandomKey key);

    /** True if the model is of standardised values, of mean 0 and deviation 1; false if it is of the values as they stand in the file. */
    default boolean standardised() {
        return true;
    }

    /** True if the model is solved by {@code diffeqsolve}, whose adjoint can be chosen; false if it takes steps of its own. */
    default boolean takesAdjoint() {
        return true;
    }
}
