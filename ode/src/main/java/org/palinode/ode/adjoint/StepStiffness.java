package org.palinode.ode.adjoint;

import java.util.Optional;
import org.palinode.ode.outcome.Stiffness;

/** The stiffness of the steps of a gradient, found when it is asked for: that takes the steps once more. */
public interface StepStiffness {
    /** The largest |h| ρ(∂f/∂y) of the steps; empty for implicit solvers, and for solves without steps. */
    Optional<Stiffness> find();

    /** Advice where the longest steps are beyond what the solver bears; empty where they are not. */
    Optional<String> warning();
}
