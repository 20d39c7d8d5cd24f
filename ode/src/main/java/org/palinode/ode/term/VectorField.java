package org.palinode.ode.term;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.Path;

/**
 * Right side of dy/dt = f(t, y, args), in tensor operations. It is traced, so Java's {@code if} must not depend on the numbers in its
 * inputs. Every tensor that it closes over is a parameter with a gradient.
 *
 * @param <Y> the state: a tensor, or any nesting of records, lists, maps and arrays of tensors
 * @param <A> the arguments: likewise, or null
 */
@FunctionalInterface
public interface VectorField<Y, A> {
    /**
     * The slope, of the structure and shapes of {@code y}, per unit of t. {@code t} is a float64 scalar whatever the type of the state is;
     * with float32 tensors it gives float32.
     */
    Y apply(Tensor t, Y y, A args);

    /** The paths whose slopes it is known to read all along a solve, which must then lie inside of their data. */
    default List<Path> paths() {
        return List.of();
    }
}
