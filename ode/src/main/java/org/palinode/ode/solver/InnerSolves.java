package org.palinode.ode.solver;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Report of the systems of equations that are solved inside a step, each number a float64 scalar. A step whose {@code status} is not 0 has
 * failed, whatever its values are.
 *
 * @param status 0 if all were solved, else the code of the worst {@link org.palinode.autodiff.root.RootStatus}
 * @param evaluations of the field that were made in iterations; those that every step makes are counted elsewhere
 * @param jacobians of the field that were evaluated in iterations, likewise
 */
public record InnerSolves(Tensor status, Tensor evaluations, Tensor jacobians) {
    /** The report of several steps that make one; empty if none solves anything. */
    static Optional<InnerSolves> of(Step... steps) {
        return Stream.of(steps).flatMap(step -> step.inner().stream()).reduce(InnerSolves::and);
    }

    /** All three, in this order. */
    public List<Tensor> all() {
        return List.of(status, evaluations, jacobians);
    }

    /** The report with the evaluations of others, whose failure is no failure of the step. */
    InnerSolves countingToo(InnerSolves others) {
        return new InnerSolves(status, evaluations.plus(others.evaluations), jacobians.plus(others.jacobians));
    }

    /** The report of both. */
    public InnerSolves and(InnerSolves other) {
        return new InnerSolves(
                status.maximum(other.status), evaluations.plus(other.evaluations), jacobians.plus(other.jacobians));
    }
}
