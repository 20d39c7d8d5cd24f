package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepSome;
import org.palinode.ode.internal.run.ResidualStore;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveOutputs;
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
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        BackwardPass pass = BackwardPass.begin(run, cotangents, wanted);
        int budget = count(run.programs(), run.request().maxSteps());
        Recomputation states = new Recomputation(run.record(), pass.stepper(), run.kept(), budget);
        return new RecomputingSweep(run, pass, states, residuals(run, pass.stepper(), wanted)).pullBack("recursive");
    }

    /** Room for the residuals of recomputed steps; none where steps of two maps would leave them. */
    private Optional<ResidualStore> residuals(FinishedSolve run, CompiledStep stepper, WantedCotangents wanted) {
        return adjoint.residualBytes() == 0 || run.record().stored() > 0
                ? Optional.empty()
                : ResidualStore.open(stepper, wanted, run.readsInside())
                        .map(store -> store.within(adjoint.residualBytes(), 1));
    }
}
