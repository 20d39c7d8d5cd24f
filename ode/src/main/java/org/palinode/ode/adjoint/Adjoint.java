package org.palinode.ode.adjoint;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.Wanted;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;

/** A way to compute the gradient of a solve. Adjoints are values and may be exchanged without touching anything else. */
public sealed interface Adjoint
        permits DirectAdjoint,
                RecursiveCheckpointAdjoint,
                ReversibleAdjoint,
                BacksolveAdjoint,
                ForwardModeAdjoint,
                ImplicitAdjoint {
    /** The solver that is run in place of the one chosen; refuses one that this adjoint cannot serve. */
    default Solver solver(Solver chosen) {
        return chosen;
    }

    /**
     * As {@link #solver(Solver)}, for a solve that is about to begin.
     *
     * @param before the solver of the solve that this one goes on from
     * @param damping by how much its fastest damped mode dies out in a step, −Re α |h|; found when it is asked for
     */
    default Solver solver(Solver chosen, Optional<Solver> before, DoubleSupplier damping) {
        return solver(chosen);
    }

    /** Refuses what this adjoint cannot differentiate. */
    default void check(SaveAt saveAt) {}

    /** Refuses a solve with events where this adjoint cannot differentiate it. */
    default void checkEvents() {}

    /** Refuses to differentiate through what a solver hands on from one solve to the next, where this adjoint cannot. */
    default void checkState() {}

    /**
     * Chooses what is kept while the solve in {@code stepper} runs.
     *
     * @param wish what its gradient may be asked for
     */
    Retention retain(CompiledStepper stepper, GradientWish wish);

    /**
     * Pulls cotangents of the outputs back to the inputs.
     *
     * @param wanted which cotangents will be used besides that of y0
     */
    Gradients pullBack(Run run, OutputCotangents cotangents, Wanted wanted);
}
