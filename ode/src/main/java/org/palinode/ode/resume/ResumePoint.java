package org.palinode.ode.resume;

import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.solver.Solver;

/**
 * Where a solve stands between two steps, besides y: with it another solve goes on as if it were the same one. Plain data: to keep it, write
 * down its numbers. To compare two of them, compare those: {@link SolverCarry} holds a tensor, and tensors are equal where they are the same.
 *
 * @param t where
 * @param solver what the solver hands on; empty to begin from y alone, as where the field has changed or jumps
 * @param controller where the step sizes stand; empty to begin them anew
 */
public record ResumePoint(double t, Optional<SolverCarry> solver, Optional<ControllerState> controller) {
    public ResumePoint {
        Objects.requireNonNull(solver, "a solver state may be empty, not null");
        Objects.requireNonNull(controller, "a controller state may be empty, not null");
    }

    /** That of a solve which begins at t. */
    public static ResumePoint beginning(double t) {
        return new ResumePoint(t, Optional.empty(), Optional.empty());
    }

    /** The solver begins from y alone. */
    public ResumePoint withoutSolver() {
        return new ResumePoint(t, Optional.empty(), controller);
    }

    /** Step sizes begin anew, with dt0. */
    public ResumePoint withoutController() {
        return new ResumePoint(t, solver, Optional.empty());
    }

    /** The same numbers, through which no gradient goes. */
    public ResumePoint stopGradient() {
        return new ResumePoint(t, solver.map(SolverCarry::stopGradient), controller);
    }

    /** Refuses to go on at another time, with another solver, or where what it hands on is of another type [vectors, n]. */
    public void check(double t0, Solver other, TensorType carry) {
        if (t != t0) {
            throw new IllegalArgumentException(
                    "the state of a solve is that at t = " + t + ", but this solve starts at t0 = " + t0
                            + "; start where the other one ended, or leave the state out");
        }
        solver.ifPresent(known -> known.check(other, carry));
    }

    /** Refuses to go on with another y0, field or parameter than the other solve ended with. */
    public void check(Origin now, Origin.Names names) {
        solver.ifPresent(known -> known.check(t, now, names));
    }
}
