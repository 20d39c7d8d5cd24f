package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepAll;
import org.palinode.ode.internal.run.ResidualStore;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;

/** Stores every state, and residuals within their bytes: the work of {@link DirectAdjoint}. */
record DirectMethod(DirectAdjoint adjoint) implements GradientMethod {

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        Optional<ResidualStore> residuals = adjoint.residualBytes() == 0
                ? Optional.empty()
                : ResidualStore.open(stepper, wish.wanted(), wish.dense());
        return new KeepAll(stepper, residuals.map(store -> store.within(adjoint.residualBytes(), 0)));
    }

    @Override
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        BackwardPass pass = BackwardPass.begin(run, cotangents, wanted);
        Recomputation states = new Recomputation(run.record(), pass.stepper(), run.kept(), Integer.MAX_VALUE);
        Optional<ResidualStore> residuals = run.residuals().filter(store -> store.take(pass.stepper(), wanted));
        return new RecomputingSweep(run, pass, states, residuals).pullBack("direct");
    }
}
