package org.palinode.ode.term;

import org.palinode.autodiff.tensor.Tensor;

/** Slope of one part of a state, which depends only on the other part. It is traced as a {@link VectorField} is. */
@FunctionalInterface
public interface PartField<S, O, A> {
    /** The slope, of the structure of its own part, at time {@code t}. */
    S apply(Tensor t, O other, A args);
}
