package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.ResidualStore;
import org.palinode.ode.internal.step.CompiledStep;

/** The backward sweep of every adjoint that has, or recomputes, the start of each step: one VJP a step, exact for any solver. */
final class RecomputingSweep {
    private final FinishedSolve run;
    private final BackwardPass pass;
    private final CompiledStep stepper;
    private final Recomputation states;
    private final Optional<ResidualStore> residuals;

    /** @param residuals of steps of the solve, or room for those of steps that are recomputed */
    RecomputingSweep(FinishedSolve run, BackwardPass pass, Recomputation states, Optional<ResidualStore> residuals) {
        this.run = run;
        this.pass = pass;
        this.states = states;
        this.residuals = residuals;
        stepper = pass.stepper();
    }

    /** Pulls back all steps. */
    Gradients pullBack(String name) {
        pull(0, run.steps());
        long bytes = stepper.arena().bytes()
                + run.kept().bytes()
                + states.bytes()
                + residuals.map(ResidualStore::bytes).orElse(0L)
                + run.rows().bytes()
                + run.record().bytes();
        residuals.ifPresent(ResidualStore::giveBack);
        return pass.finish(new ReportDraft(name, run)
                .recomputedSteps(states.steps())
                .bytes(bytes)
                .pairsStored(run.record().resyncs()));
    }

    /** Pulls back the steps from before {@code end} down to {@code start}. */
    void pull(int start, int end) {
        AcceptedSteps steps = run.record();
        for (int step = end - 1; step >= start; step--) {
            if (isHeld(step)) {
                residuals.get().load(step);
                pass.pullStep(step, residuals.get());
            } else {
                load(step);
                if (steps.isResynced(step)) {
                    steps.begin(step, stepper);
                }
                pass.pullStep(step);
            }
            if (steps.isResynced(step)) {
                pass.pullResync(step);
            }
        }
    }

    /** True if the residuals of a step are at hand; a stored step has none. */
    private boolean isHeld(int step) {
        return residuals.isPresent()
                && residuals.get().holds(step)
                && !run.record().isStored(step);
    }

    /** Puts the start of a step, before any resync there, into the stepper. */
    private void load(int step) {
        if (residuals.isPresent()) {
            load(step, residuals.get());
        } else {
            states.load(step);
        }
    }

    /** Loads as {@link #load(int)}; the last steps that are recomputed on the way leave residuals. */
    private void load(int step, ResidualStore store) {
        int first = Math.max(states.keptBefore(step), step - store.capacity());
        states.load(first);
        if (first < step) {
            store.begin(first);
            for (int at = first; at < step; at++) {
                states.attempt(at);
                store.save();
                stepper.accept();
            }
            stepper.choice().useStandard();
        }
    }
}
