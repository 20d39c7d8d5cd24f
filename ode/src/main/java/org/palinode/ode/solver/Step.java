package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Result of one step of a solver, as traced tensors.
 *
 * @param y the solution at the end of the step [n]
 * @param error the estimated local error of {@code y} [n], signed; null where the solver has no estimate
 * @param dense what {@link Solver#interpolate} needs to evaluate the solution inside the step; each [n]
 * @param carry what the next step needs besides {@code y}; each [n]
 * @param inner the report of the equations inside the step; empty where there are none, and the step cannot fail
 */
public record Step(Tensor y, Tensor error, List<Tensor> dense, List<Tensor> carry, Optional<InnerSolves> inner) {
    public Step {
        dense = List.copyOf(dense);
        carry = List.copyOf(carry);
    }

    /** A step that cannot fail. */
    public Step(Tensor y, Tensor error, List<Tensor> dense, List<Tensor> carry) {
        this(y, error, dense, carry, Optional.empty());
    }
}
