package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepAll;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;

/** Stores every state, and residuals within their bytes: the work of {@link DirectAdjoint}. */
record DirectMethod(DirectAdjoint adjoint) implements GradientMethod {

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        Optional<ResidualPlans> plans = adjoint.residualBytes() == 0
                ? Optional.empty()
                : ResidualPlans.of(stepper, wish.wanted(), wish.dense());
        return plans.<Retention>map(some -> new KeepResiduals(stepper, some, adjoint.residualBytes()))
                .orElseGet(() -> new KeepAll(stepper));
    }

    @Override
    public Gradients pullBack(FinishedSolve run, OutputCotangents cotangents, WantedCotangents wanted) {
        return RecomputingSweep.pullBack(
                run,
                cotangents,
                wanted,
                Integer.MAX_VALUE,
                stepper -> HeldResiduals.ofRun(run, stepper, wanted),
                "direct");
    }
}
