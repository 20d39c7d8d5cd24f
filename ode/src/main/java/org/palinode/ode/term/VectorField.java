package org.palinode.ode.term;

import org.palinode.autodiff.tensor.Tensor;

/**
 * The right side of dy/dt = f(t, y, args), in tensor operations. It is traced: it must not depend on the numbers in its inputs by Java's
 * {@code if}, and every tensor that it closes over is a parameter with a gradient.
 *
 * @param <Y> the state: a tensor, or any nesting of records, lists, maps and arrays of tensors
 * @param <A> the arguments: likewise, or null
 */
@FunctionalInterface
public interface VectorField<Y, A> {
    /** The slope, of the structure of {@code y}. {@code t} is a float64 scalar whatever the state is; with float32 tensors it gives float32. */
    Y apply(Tensor t, Y y, A args);
}
