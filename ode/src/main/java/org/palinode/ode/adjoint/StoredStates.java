package org.palinode.ode.adjoint;

import java.util.function.Function;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.Wanted;

/** The backward sweep of every adjoint that has, or computes again, the start of each step: one VJP a step, exact for any solver. */
final class StoredStates {
    private StoredStates() {}

    /** @param residuals what a stepper that pulls back may use of those kept, or made on the way */
    static Gradients pullBack(
            Run run,
            OutputCotangents cotangents,
            Wanted wanted,
            int budget,
            Function<CompiledStepper, HeldResiduals> residuals,
            String name) {
        CompiledStepper stepper = run.programs().stepper();
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
            Run run,
            CompiledStepper stepper,
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
