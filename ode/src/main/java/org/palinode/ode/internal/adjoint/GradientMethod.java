package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;

/** The work behind an {@link Adjoint}: which solver is run, what of its steps is kept, and how they are pulled back. */
public interface GradientMethod {
    /** The method of {@code adjoint}. */
    static GradientMethod of(Adjoint adjoint) {
        return adjoint.match(new MethodOfAdjoint());
    }

    /** The solver that is run in place of the one chosen; refuses one that this adjoint cannot serve. */
    default Solver solver(Solver chosen) {
        return chosen;
    }

    /**
     * The solver as by {@link #solver(Solver)}, for a solve that is about to begin.
     *
     * @param before the solver of the solve that this one continues
     * @param damping the decay of the fastest damped mode in a step, −Re α |h|; computed when it is asked for
     */
    default Solver solver(Solver chosen, Optional<Solver> before, DoubleSupplier damping) {
        return solver(chosen);
    }

    /** Refuses an equation with noise of this kind where this adjoint cannot differentiate it. */
    default void checkNoise(Solver chosen, NoiseKind kind) {}

    /** True if the way back has steps of its own, over other intervals. */
    default boolean stepsBackOnItsOwn() {
        return false;
    }

    /** Refuses what this adjoint cannot differentiate. */
    default void check(SaveAt saveAt) {}

    /** Refuses a solve with events where this adjoint cannot differentiate it. */
    default void checkEvents() {}

    /** Refuses to differentiate through the carry from one solve to the next, where this adjoint cannot. */
    default void checkState() {}

    /**
     * Chooses what is kept while the solve in {@code stepper} runs.
     *
     * @param wish what its gradient may be asked for
     */
    Retention retain(CompiledStep stepper, GradientWish wish);

    /**
     * Pulls cotangents of the outputs back to the inputs.
     *
     * @param wanted which cotangents will be used besides that of y0
     */
    Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted);
}
