package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import java.util.OptionalDouble;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.solver.Reversible;

/** A {@link GradientReport} while it is written, number by number; what is not said is 0. */
final class ReportDraft {
    private final String adjoint;
    private final FinishedSolve run;
    private final OptionalDouble coupling;
    private boolean ofSteps = true;
    private int steps;
    private long recomputedSteps;
    private long evaluations;
    private long pullBacks;
    private long bytes;
    private int pairsStored;
    private int segmentsRedone;
    private double worstMismatch;
    private int residualSteps;
    private Optional<String> missed = Optional.empty();

    /** A draft for a gradient through {@code run}. */
    ReportDraft(String adjoint, FinishedSolve run) {
        this.adjoint = adjoint;
        this.run = run;
        coupling = run.programs().solver() instanceof Reversible wrapper
                ? OptionalDouble.of(wrapper.coupling())
                : OptionalDouble.empty();
    }

    /** The gradient is not that of the steps, so what stability does to them says nothing of it. */
    ReportDraft ofContinuousSolution() {
        ofSteps = false;
        return this;
    }

    ReportDraft steps(int count) {
        steps = count;
        return this;
    }

    ReportDraft recomputedSteps(long count) {
        recomputedSteps = count;
        return this;
    }

    ReportDraft residualSteps(int count) {
        residualSteps = count;
        return this;
    }

    ReportDraft evaluations(long count) {
        evaluations = count;
        return this;
    }

    ReportDraft pullBacks(long count) {
        pullBacks = count;
        return this;
    }

    ReportDraft bytes(long held) {
        bytes = held;
        return this;
    }

    ReportDraft pairsStored(int count) {
        pairsStored = count;
        return this;
    }

    ReportDraft segmentsRedone(int count) {
        segmentsRedone = count;
        return this;
    }

    ReportDraft worstMismatch(double relative) {
        worstMismatch = relative;
        return this;
    }

    ReportDraft missed(Optional<String> note) {
        missed = note;
        return this;
    }

    GradientReport finish() {
        return new GradientReport(
                adjoint,
                steps,
                recomputedSteps,
                evaluations,
                pullBacks,
                bytes,
                pairsStored,
                segmentsRedone,
                worstMismatch,
                residualSteps,
                run.record().stored(),
                run.returning().largestGap(),
                run.returning().deviation(),
                run.returning().scale().map(StateScale::unmeasured).orElse(0),
                ofSteps ? Optional.of(new LargestStiffness(run)) : Optional.empty(),
                missed,
                coupling);
    }
}
