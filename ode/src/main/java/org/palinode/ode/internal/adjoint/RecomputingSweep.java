package org.palinode.ode.internal.adjoint;

import java.util.function.Function;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;

/** The backward sweep of every adjoint that has, or computes again, the start of each step: one VJP a step, exact for any solver. */
final class RecomputingSweep {
    private RecomputingSweep() {}

    /** @param residuals what a stepper that pulls back may use of those kept, or made on the way */
    static Gradients pullBack(
            FinishedSolve run,
            OutputCotangents cotangents,
            WantedCotangents wanted,
            int budget,
            Function<CompiledStep, HeldResiduals> residuals,
            String name) {
        CompiledStep stepper = run.programs().stepper();
        stepper.begin(run.parameters());
        BackwardPass pass = new BackwardPass(run, stepper, cotangents, wanted);
        HeldResiduals held = residuals.apply(stepper);
        Recomputation states = new Recomputation(run.record(), stepper, run.kept(), budget, held);
        sweep(run, stepper, pass, states, held, 0, run.steps());
        long bytes = stepper.arena().bytes()
                + run.kept().bytes()
                + states.bytes()
                + held.bytes()
                + run.rows().bytes()
                + run.record().bytes();
        ReportDraft report = new ReportDraft(name, run)
                .recomputedSteps(states.steps())
                .bytes(bytes)
                .pairsStored(run.record().resyncs());
        held.giveBack();
        Gradients gradients = pass.finish(report);
        run.programs().giveBack(stepper);
        return gradients;
    }

    /** Pulls the steps from before {@code end} down to {@code start}. */
    static void sweep(
            FinishedSolve run,
            CompiledStep stepper,
            BackwardPass pass,
            Recomputation states,
            HeldResiduals residuals,
            int start,
            int end) {
        for (int step = end - 1; step >= start; step--) {
            boolean held = residuals.holds(step) && !run.record().isStored(step);
            boolean resynced = run.record().isResynced(step);
            if (held) {
                residuals.load(step);
                pass.pullStep(step, residuals.plans());
            } else {
                states.load(step);
                if (resynced) {
                    run.record().begin(step, stepper);
                }
                pass.pullStep(step);
            }
            if (resynced) {
                pass.pullResync(step);
            }
        }
    }
}
