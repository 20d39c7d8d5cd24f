package org.palinode.ode.event;

import org.palinode.autodiff.tensor.Tensor;

/**
 * What an event watches: a scalar of time, state and arguments, in tensor operations. Traced like a vector field; tensors that it closes
 * over are parameters with a gradient.
 */
@FunctionalInterface
public interface Condition<Y, A> {
    /** A scalar. {@code t} is the true time, a float64 scalar whatever the state is. */
    Tensor apply(Tensor t, Y y, A args);
}
