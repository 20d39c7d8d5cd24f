package org.palinode.ode.resume;

import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.solver.Solver;

/**
 * Point between two steps from which another solve continues, as if the two were one: all that is needed besides y. It is plain data: write
 * down its numbers to keep it. Compare the numbers to compare two points: {@link SolverCarry} holds a tensor, and tensors are equal only if
 * they are the same object.
 *
 * @param t the time of the point
 * @param solver the carry of the solver; empty to begin from y alone, as where the field has changed or jumps
 * @param controller the state of the step sizes; empty to restart them
 */
public record ResumePoint(double t, Optional<SolverCarry> solver, Optional<ControllerState> controller) {
    public ResumePoint {
        Objects.requireNonNull(solver, "a solver state may be empty, not null");
        Objects.requireNonNull(controller, "a controller state may be empty, not null");
    }

    /** The point of a solve that begins at t. */
    public static ResumePoint beginning(double t) {
        return new ResumePoint(t, Optional.empty(), Optional.empty());
    }

    /** The same point without the carry: the solver begins from y alone. */
    public ResumePoint withoutSolver() {
        return new ResumePoint(t, Optional.empty(), controller);
    }

    /** The same point without the state of the controller: step sizes restart with dt0. */
    public ResumePoint withoutController() {
        return new ResumePoint(t, solver, Optional.empty());
    }

    /** The point with the same numbers, through which no gradient passes. */
    public ResumePoint stopGradient() {
        return new ResumePoint(t, solver.map(SolverCarry::stopGradient), controller);
    }

    /**
     * Checks that a solve may continue here.
     *
     * @throws IllegalArgumentException if it begins at another time, has another solver, or a carry of another type [vectors, n]
     */
    public void check(double t0, Solver other, TensorType carry) {
        if (t != t0) {
            throw new IllegalArgumentException(
                    "the state of a solve is that at t = " + t + ", but this solve starts at t0 = " + t0
                            + "; start where the other one ended, or leave the state out");
        }
        solver.ifPresent(known -> known.check(other, carry));
    }

    /**
     * Checks that a solve continues with the y, the field and the parameters with which the first one ended.
     *
     * @throws IllegalArgumentException if one of them differs; names it
     */
    public void check(Origin now, Origin.Names names) {
        solver.ifPresent(known -> known.check(t, now, names));
    }
}
