package org.palinode.autodiff.root;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Result of the solve of a system of equations. {@link #value} reads the root, and throws if there is none. Code that reads {@code status}
 * first, as implicit solvers do, takes the {@code iterate}.
 *
 * @param finder the root finder that made it
 * @param iterate the last iterate [n], a root where {@code status} is 0
 * @param status the code of a {@link RootStatus}, a float64 scalar
 * @param finite 1, or 0 where the matrix of the linear solves is not finite; a float64 scalar
 * @param residual the largest magnitude of the residual, where it was evaluated last; a float64 scalar
 * @param evaluations of the residual, a float64 scalar
 * @param jacobians evaluated by the iteration itself, a float64 scalar
 */
public record Root(
        RootFinder finder,
        Tensor iterate,
        Tensor status,
        Tensor finite,
        Tensor residual,
        Tensor evaluations,
        Tensor jacobians) {
    /**
     * The root [n]. In a program being traced, the exception is thrown when the program runs.
     *
     * @throws NoRootException if none was found
     */
    public Tensor value() {
        return Tensor.apply(new RequireRoot(finder), List.of(iterate, status, finite, residual, evaluations))
                .get(0);
    }
}
