package org.palinode.ode.adjoint;

import java.util.Optional;
import org.palinode.ode.outcome.Stiffness;

/** Stiffness of the steps of a gradient, computed when it is asked for, which recomputes the steps. */
public interface StepStiffness {
    /** The largest |h| ρ(∂f/∂y) of the steps; empty for implicit solvers, and for solves without steps. */
    Optional<Stiffness> find();

    /**
     * Advice if the longest steps are beyond the stability of the solver, or if a second value of y that it carries left y because nothing damps
     * what parts them ({@code Solver.undamped}); empty otherwise.
     */
    Optional<String> warning();
}
