package org.palinode.ode.save;

import org.palinode.autodiff.tensor.Tensor;

/**
 * What is made of each saved value, in tensor operations: any tree of tensors. It is traced, like a vector field; gradients reach y, args,
 * everything it closes over, and t where the times of a solve are differentiated.
 *
 * @param <Y> the state
 * @param <A> the arguments of the solve
 * @param <R> what is made of them
 */
@FunctionalInterface
public interface SaveFunction<Y, A, R> {
    /** {@code t} is a float64 scalar whatever the state is. */
    R apply(Tensor t, Y y, A args);
}
