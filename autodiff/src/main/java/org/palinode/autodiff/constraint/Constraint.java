package org.palinode.autodiff.constraint;

import org.palinode.autodiff.tensor.Tensor;

/** Smooth, invertible map from free numbers, each of which may be any, to numbers under a constraint. */
public interface Constraint {
    /** The numbers under the constraint. */
    Tensor value(Tensor free);

    /**
     * The free numbers of a value: the inverse of {@link #value}.
     *
     * @throws IllegalArgumentException if a number of a concrete value breaks the constraint
     */
    Tensor free(Tensor value);

    /**
     * log |det ∂value/∂free|, which a density over values gains as one over free numbers: for each number, or for each row if the rows
     * are constrained as a whole.
     */
    Tensor logDeterminant(Tensor free);
}
