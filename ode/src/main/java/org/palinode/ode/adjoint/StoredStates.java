package org.palinode.ode.adjoint;

import java.util.BitSet;
import org.palinode.ode.integrate.Stepper;

/** The backward sweep of every adjoint that has, or computes again, the start of each step: one VJP a step, exact for any solver. */
final class StoredStates {
    private StoredStates() {}

    static Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted, int budget, String name) {
        Stepper stepper = run.programs().stepper();
        stepper.begin(run.parameters(), false);
        BackwardPass pass = new BackwardPass(run, stepper, cotangents, wanted);
        Recomputation states = new Recomputation(run.record(), stepper, run.kept(), budget);
        sweep(run, stepper, pass, states, 0, run.steps());
        long bytes = stepper.arena().bytes()
                + run.kept().bytes()
                + states.bytes()
                + run.rows().bytes()
                + run.record().bytes();
        GradientReport report = new GradientReport(
                name,
                run.steps(),
                states.steps(),
                pass.evaluations() + stepper.evaluations(),
                pass.pullBacks(),
                bytes,
                run.record().resyncs(),
                0,
                0);
        Gradients gradients = pass.finish(report);
        run.programs().giveBack(stepper);
        return gradients;
    }

    /** Pulls the steps from before {@code end} down to {@code start}. */
    static void sweep(Run run, Stepper stepper, BackwardPass pass, Recomputation states, int start, int end) {
        for (int step = end - 1; step >= start; step--) {
            pass.addSavedAtEnd(step);
            states.load(step);
            boolean resynced = run.record().isResynced(step);
            if (resynced) {
                stepper.resync(run.record().t(step));
            }
            pass.pullStep(step);
            if (resynced) {
                pass.pullResync(step);
            }
        }
    }
}
