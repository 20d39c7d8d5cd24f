package org.palinode.ode.integrate;

import java.util.Objects;
import java.util.Optional;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.solver.Solver;

/**
 * Where a solve stands between two steps, besides y: with it another solve goes on as if it were the same one. Plain data: to keep it, write
 * down its numbers. To compare two of them, compare those: {@link SolverState} holds a tensor, and tensors are equal where they are the same.
 *
 * @param t where
 * @param solver what the solver hands on; empty to begin from y alone, as where the field has changed or jumps
 * @param controller where the step sizes stand; empty to begin them anew
 */
public record SolveState(double t, Optional<SolverState> solver, Optional<ControllerState> controller) {
    public SolveState {
        Objects.requireNonNull(solver, "a solver state may be empty, not null");
        Objects.requireNonNull(controller, "a controller state may be empty, not null");
    }

    /** That of a solve which begins at t. */
    public static SolveState beginning(double t) {
        return new SolveState(t, Optional.empty(), Optional.empty());
    }

    /** The solver begins from y alone. */
    public SolveState withoutSolver() {
        return new SolveState(t, Optional.empty(), controller);
    }

    /** Step sizes begin anew, with dt0. */
    public SolveState withoutController() {
        return new SolveState(t, solver, Optional.empty());
    }

    /** The same numbers, through which no gradient goes. */
    public SolveState stopGradient() {
        return new SolveState(t, solver.map(SolverState::stopGradient), controller);
    }

    /** Refuses to go on at another time, with another solver, or with a state of another type. */
    public void check(double t0, Solver other, StepPrograms programs) {
        if (t != t0) {
            throw new IllegalArgumentException(
                    "the state of a solve is that at t = " + t + ", but this solve starts at t0 = " + t0
                            + "; start where the other one ended, or leave the state out");
        }
        solver.ifPresent(known -> known.check(other, programs));
    }

    /** Refuses to go on with another y0, field or parameter than the other solve ended with. */
    public void check(Origin now, Origin.Names names) {
        solver.ifPresent(known -> known.check(t, now, names));
    }
}
