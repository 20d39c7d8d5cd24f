package org.palinode.ode.internal.adjoint;

import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepSome;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;

/** Stores a bounded number of states and recomputes the steps between: the work of {@link RecursiveCheckpointAdjoint}. */
record RecursiveCheckpointMethod(RecursiveCheckpointAdjoint adjoint) implements GradientMethod {

    private int count(StepPrograms programs, int maxSteps) {
        return adjoint.budget().count(programs.signature().block().bytes(), maxSteps);
    }

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        return new KeepSome(stepper, count(stepper.programs(), wish.maxSteps()));
    }

    @Override
    public Gradients pullBack(FinishedSolve run, OutputCotangents cotangents, WantedCotangents wanted) {
        return RecomputingSweep.pullBack(
                run,
                cotangents,
                wanted,
                count(run.programs(), run.request().maxSteps()),
                stepper -> HeldResiduals.ofStepsTakenAgain(run, stepper, wanted, adjoint.residualBytes()),
                "recursive");
    }
}
