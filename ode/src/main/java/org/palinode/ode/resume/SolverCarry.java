package org.palinode.ode.resume;

import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Solver;

/**
 * Carry of a solver: what it hands from step to step besides t and y. It is the slope at the end of the step (first same as last), the
 * coupled copy of a reversible solve, or the earlier step of a two-step method. Two carries are equal only if their tensors are the same
 * object.
 *
 * @param solver the solver that made the steps; under {@code ReversibleAdjoint} the wrapped one
 * @param vectors the carry [vectors, n], in the flat order of the state; gradients go through it
 * @param lastStep the signed size of the last step, in the unit of t; 0 if there was none
 * @param segment the place of a reversible solve in its segment
 * @param origin the y, field and parameters from which the vectors were made, so that a solve from others is refused; empty after the
 *     numbers were written down and read again, when nothing can tell
 */
public record SolverCarry(
        Solver solver, Tensor vectors, double lastStep, ReversibleSegment segment, Optional<Origin> origin) {
    public SolverCarry {
        Objects.requireNonNull(solver, "a solver state needs its solver");
        Objects.requireNonNull(vectors, "a solver state needs its vectors");
        Objects.requireNonNull(segment, "a solver state needs its segment; Segment.NEW for a solver without a copy");
        Objects.requireNonNull(origin, "a solver state needs its origin, which may be empty, not null");
    }

    /** The carry made from numbers that were written down and read again. */
    public SolverCarry(Solver solver, Tensor vectors, double lastStep, ReversibleSegment segment) {
        this(solver, vectors, lastStep, segment, Optional.empty());
    }

    /** The carry with the same numbers, through which no gradient passes, so that any adjoint can continue from them. */
    public SolverCarry stopGradient() {
        return new SolverCarry(solver, vectors.concrete(), lastStep, segment, origin);
    }

    /** Refuses to continue with another solver, or with a state of another type. */
    void check(Solver other, TensorType needed) {
        if (!solver.equals(other)) {
            throw new IllegalArgumentException(
                    "the solver state is of " + solver + ", but this solve steps with " + other
                            + "; use the same solver under the same adjoint, or begin from y0 alone: ResumePoint.withoutSolver()");
        }
        if (!vectors.type().equals(needed)) {
            throw new IllegalArgumentException(
                    "the solver state holds " + vectors.type()
                            + ", [vectors, numbers of the state], but with this y0 the solver needs " + needed
                            + "; continue with a y0 like that of the solve it comes from, or from y0 alone: ResumePoint.withoutSolver()");
        }
    }

    /** Refuses to continue at t with a carry that was made from another y, field or parameter. */
    void check(double t, Origin now, Origin.Names names) {
        if (vectors.size() > 0) {
            origin.flatMap(before -> before.difference(now, t, names)).ifPresent(difference -> {
                throw new IllegalArgumentException("the carry of " + solver + " belongs to another solve: " + difference
                        + "; continue with the y, the arguments and the field of the solve that the state comes from, or begin from y0 alone:"
                        + " ResumePoint.withoutSolver()");
            });
        }
    }
}
