package org.palinode.ode.internal.adjoint;

import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedProgram;

/** The cost of a backward sweep so far, and how far it has come. */
final class SweepCost {
    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final ProgressMeter.Reports progress;
    private long evaluations;
    private long pullBacks;
    private int residualSteps;

    /** @param stepper which counts its own evaluations */
    SweepCost(FinishedSolve run, CompiledStep stepper) {
        this.run = run;
        this.stepper = stepper;
        progress = run.request().progress().beginSweep();
    }

    /** Counts a run of a program. */
    void add(CountedProgram program) {
        evaluations += program.evaluations();
        pullBacks += program.pullBacks();
    }

    /** Counts a step that was pulled back by its residuals. */
    void addResidualStep() {
        residualSteps++;
    }

    /** Tells who watches that step {@code index} has been pulled back. */
    void pulledBack(int index) {
        int done = run.steps() - index;
        progress.at(run.record().t(index), (double) done / run.steps(), done, evaluations());
    }

    private long evaluations() {
        return evaluations + stepper.evaluations();
    }

    /** Writes all of it down. */
    ReportDraft addTo(ReportDraft draft) {
        return draft.steps(run.steps())
                .residualSteps(residualSteps)
                .evaluations(evaluations())
                .pullBacks(pullBacks);
    }
}
