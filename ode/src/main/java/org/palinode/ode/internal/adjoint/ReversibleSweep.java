package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.KeepPairs;
import org.palinode.ode.internal.run.StepStarts;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/**
 * The backward sweep of a reversible solve. Between two stored pairs lies a segment: its steps are reversed from its end, and on arrival
 * at its start the reconstructed y is held against the stored one. Where they differ by more than the rule allows, the segment's
 * cotangents are thrown away and computed again from its start, forward with checkpoints. So is a segment with resyncs inside, whose pairs
 * were dropped to save memory.
 */
final class ReversibleSweep {
    /** A reconstruction that is off by as much as the value itself. */
    private static final double LOST = 1;

    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final BackwardPass pass;
    private final PullBackPlans cotangents;
    private final ReversiblePlans plans;
    private final double accepted;
    private final StepStarts pairs;
    private long recomputed;
    private long recomputedBytes;
    private int redone;
    private double worst;

    /** @param mostPairs how many stored pairs may be held, start and end included */
    ReversibleSweep(FinishedSolve run, OutputCotangents outputs, WantedCotangents wanted, int mostPairs) {
        this.run = run;
        pass = BackwardPass.begin(run, outputs, wanted);
        stepper = pass.stepper();
        cotangents = pass.plans();
        plans = ReversiblePlans.of(stepper, wanted);
        plans.totals.forEach(total -> total.fill(0));
        plans.largest.copyFrom(run.scaleOfReturn().largest().buffer());
        accepted = ((ReversibleSolver) run.programs().solver())
                .acceptedMismatch(stepper.y().dtype());
        pairs = pairs(mostPairs);
    }

    /** The stored pairs: those of the run, or recomputed from its start if it kept others. */
    private StepStarts pairs(int mostPairs) {
        int[] places = KeepPairs.places(run.record(), mostPairs);
        if (run.kept().areAt(places)) {
            return run.kept();
        }
        StepStarts found = new StepStarts(stepper.state());
        Recomputation states = new Recomputation(run.record(), stepper, run.kept(), 1);
        for (int step : places) {
            states.load(step);
            found.push(step, stepper.state());
        }
        recomputed += states.steps();
        return found;
    }

    Gradients pullBack() {
        pairs.load(pairs.size() - 1, stepper.state());
        for (int segment = pairs.size() - 2; segment >= 0; segment--) {
            pullSegment(segment);
        }
        for (int i = 0; i < plans.totals.size(); i++) {
            cotangents.parameterBars.get(i).copyFrom(plans.totals.get(i));
        }
        return pass.finish(report());
    }

    /** Pulls a segment back; leaves its start, as it was stored, in the stepper. */
    private void pullSegment(int segment) {
        int start = pairs.step(segment);
        int end = pairs.step(segment + 1);
        pairs.load(segment, plans.stored);
        if (isStored(start, end)) {
            pullStored(start);
        } else {
            pullReversible(start, end);
        }
        stepper.state().copyFrom(plans.stored);
        plans.addToTotals.forEach(Plan::run);
        cotangents.parameterBars.forEach(bar -> bar.fill(0));
    }

    /** True if the segment is one step whose start is stored because it cannot be reversed. */
    private boolean isStored(int start, int end) {
        return end == start + 1 && run.record().isStored(start);
    }

    private boolean canBeTakenBack(int start, int end) {
        return !run.record().isResyncedBetween(start, end) && !run.record().isStoredBetween(start, end);
    }

    private void pullReversible(int start, int end) {
        plans.barsAtEnd.copyFrom(cotangents.bars);
        TimeCotangents timesAtEnd = pass.times().copy();
        if (!canBeTakenBack(start, end) || !isTakenBack(start, end)) {
            redo(start, end, timesAtEnd);
        } else if (start > 0) {
            pass.pullResync(start);
        }
    }

    private void pullStored(int step) {
        stepper.state().copyFrom(plans.stored);
        boolean resynced = run.record().isResynced(step);
        if (resynced) {
            run.record().begin(step, stepper);
        }
        pass.pullStep(step);
        if (resynced) {
            pass.pullResync(step);
        }
    }

    /** Takes the steps of a segment back and pulls them back at once; false if that missed the segment's start. */
    private boolean isTakenBack(int start, int end) {
        for (int index = end - 1; index >= start; index--) {
            takeBack(index);
        }
        return isReconstructed(start);
    }

    private void takeBack(int index) {
        plans.before.set(0, run.stepBefore(index));
        if (pass.rows().needValues(index)) {
            plans.keepingEnd(() -> {
                stepper.place(run.record().t(index), run.record().h(index));
                pass.run(plans.reconstruction());
                pass.evaluate(index);
            });
        }
        pass.addSavedAtEnd(index);
        boolean dense = pass.gatherDense(index);
        pass.pullThrough(index, dense ? plans.denseStep() : plans.step());
    }

    /** Compares with the stored y, as it was after any resets before step {@code start}. */
    private boolean isReconstructed(int start) {
        Buffer y = stepper.vector(plans.stored, 0);
        Buffer before = Tensor.copyOf(y).buffer();
        y.copyFrom(pass.afterResets(start, y));
        plans.mismatch.plan().run();
        y.copyFrom(before);
        double difference = plans.mismatch.output(StepPart.FIGURES, 0).get(0);
        worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        requireStart(difference);
        plans.cancellation.plan().run();
        return difference * plans.cancellation.output(StepPart.FIGURES, 0).get(0) <= accepted;
    }

    /** Without resyncs, as published, a sweep that has lost y0 altogether is refused; what it merely doubts is computed again. */
    private void requireStart(double difference) {
        boolean lost = !(difference <= LOST);
        if (lost
                && run.programs().solver() instanceof Reversible wrapper
                && wrapper.resyncRule().isOff()) {
            throw new GradientException(
                    "the backward sweep of " + run.programs().solver() + " missed y0 by " + worst
                            + " relative and its gradient would be wrong; use resyncs (Resync.STANDARD), a smaller step, or"
                            + " RecursiveCheckpointAdjoint");
        }
    }

    /** Computes a segment's cotangents again, forward from its stored start. */
    private void redo(int start, int end, TimeCotangents timesAtEnd) {
        redone++;
        cotangents.bars.copyFrom(plans.barsAtEnd);
        cotangents.parameterBars.forEach(bar -> bar.fill(0));
        pass.times().copyFrom(timesAtEnd);
        pass.rows().seek(end - 1);
        int budget = pairs.size() + RecursiveCheckpointAdjoint.forSteps(end - start);
        Recomputation states = new Recomputation(run.record(), stepper, pairs, budget);
        new RecomputingSweep(run, pass, states, Optional.empty()).pull(start, end);
        recomputed += states.steps();
        recomputedBytes = Math.max(recomputedBytes, states.bytes());
    }

    private ReportDraft report() {
        long bytes = stepper.arena().bytes()
                + pairs.bytes()
                + recomputedBytes
                + run.rows().bytes()
                + run.record().bytes();
        return new ReportDraft("reversible", run)
                .recomputedSteps(recomputed)
                .bytes(bytes)
                .pairsStored(Math.max(1, pairs.size() - 1))
                .segmentsRedone(redone)
                .worstMismatch(worst);
    }
}
