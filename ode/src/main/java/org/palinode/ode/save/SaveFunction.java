package org.palinode.ode.save;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Function of each saved value, in tensor operations; its value is any tree of tensors. It is traced, like a vector field. Gradients reach
 * y, args, everything it closes over, and t where the times of a solve are differentiated.
 *
 * @param <Y> the state
 * @param <A> the arguments of the solve
 * @param <R> the value of the function
 */
@FunctionalInterface
public interface SaveFunction<Y, A, R> {
    /** The value at (t, y, args). {@code t} is a float64 scalar whatever the type of the state is. */
    R apply(Tensor t, Y y, A args);
}
