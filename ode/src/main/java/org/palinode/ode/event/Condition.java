package org.palinode.ode.event;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Condition of an event: a scalar of time, state and arguments, in tensor operations. It is traced like a vector field, and tensors that it
 * closes over are parameters with a gradient.
 */
@FunctionalInterface
public interface Condition<Y, A> {
    /** The value, a scalar. {@code t} is the true time, a float64 scalar whatever the type of the state is. */
    Tensor apply(Tensor t, Y y, A args);
}
