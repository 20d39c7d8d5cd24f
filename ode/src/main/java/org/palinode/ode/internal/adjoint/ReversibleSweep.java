package org.palinode.ode.internal.adjoint;

import java.util.Locale;
import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.KeepPairs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.run.StepStarts;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleSolver;

/**
 * The backward sweep of a reversible solve. Between two stored pairs lies a segment: its steps are reversed from its end, and on arrival
 * at its start the reconstructed y is held against the stored one. Where they differ by more than the rule allows, the segment's
 * cotangents are thrown away and recomputed from its start, forward with checkpoints. So is a segment with resyncs inside, whose pairs
 * were dropped to save memory.
 */
final class ReversibleSweep {
    /** A reconstruction that is off by as much as the value itself. */
    private static final double LOST = 1;

    /** Notes advise to accept a mismatch up to this one: beyond it a gradient is of little use. */
    private static final double WIDEST = 0.1;

    private final FinishedSolve run;
    private final BackwardPass pass;
    private final CompiledStep stepper;
    private final ReversedSegment segment;
    private final StepStarts pairs;
    private long recomputed;
    private long recomputedBytes;
    private int redone;
    private double worst;

    private ReversibleSweep(
            FinishedSolve run, BackwardPass pass, ReversedSegment segment, StepStarts pairs, long recomputed) {
        this.run = run;
        this.pass = pass;
        this.segment = segment;
        this.pairs = pairs;
        this.recomputed = recomputed;
        stepper = pass.stepper();
    }

    /** @param mostPairs how many stored pairs may be held, start and end included */
    static ReversibleSweep begin(
            FinishedSolve run, SolveOutputs<Buffer> outputs, WantedCotangents wanted, int mostPairs) {
        BackwardPass pass = BackwardPass.begin(run, outputs, wanted);
        ReversedSegment segment = ReversedSegment.of(pass.stepper(), wanted);
        segment.begin(run.scaleOfReturn());
        int[] places = KeepPairs.places(run.record(), mostPairs);
        if (run.kept().areAt(places)) {
            return new ReversibleSweep(run, pass, segment, run.kept(), 0);
        }
        Recomputation states = new Recomputation(run.record(), pass.stepper(), run.kept(), 1);
        StepStarts pairs = recomputed(places, states, pass.stepper());
        return new ReversibleSweep(run, pass, segment, pairs, states.steps());
    }

    /** The pairs that a run kept at other places, or not at all. */
    private static StepStarts recomputed(int[] places, Recomputation states, CompiledStep stepper) {
        StepStarts found = new StepStarts(stepper.state());
        for (int step : places) {
            states.load(step);
            found.push(step, stepper.state());
        }
        return found;
    }

    Gradients pullBack() {
        pairs.load(pairs.size() - 1, stepper.state());
        for (int position = pairs.size() - 2; position >= 0; position--) {
            segment.enter(pairs, position);
            pullSegment(pairs.step(position), pairs.step(position + 1));
            segment.commit();
        }
        segment.finish();
        return pass.finish(report());
    }

    private void pullSegment(int start, int end) {
        if (end == start + 1 && run.record().isStored(start)) {
            pullStored(start);
        } else {
            pullReversible(start, end);
        }
    }

    /** Pulls back a step whose start is stored because it cannot be reversed. */
    private void pullStored(int step) {
        segment.placeStart();
        boolean resynced = run.record().isResynced(step);
        if (resynced) {
            run.record().begin(step, stepper);
        }
        pass.pullStep(step);
        if (resynced) {
            pass.pullResync(step);
        }
    }

    private void pullReversible(int start, int end) {
        segment.rememberEnd();
        TimeCotangents timesAtEnd = pass.times().copy();
        if (!canBeReversed(start, end) || !comesBack(start, end)) {
            redo(start, end, timesAtEnd);
        } else if (start > 0) {
            pass.pullResync(start);
        }
    }

    private boolean canBeReversed(int start, int end) {
        return !run.record().isResyncedBetween(start, end) && !run.record().isStoredBetween(start, end);
    }

    /** Reverses the steps of a segment and pulls them back at once; false if that missed the segment's start. */
    private boolean comesBack(int start, int end) {
        for (int index = end - 1; index >= start; index--) {
            reverse(index);
        }
        double difference = segment.mismatch(pass.afterResets(start, segment.startY()));
        worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        requireStart(difference);
        ReversibleSolver solver = (ReversibleSolver) run.programs().solver();
        return difference * segment.growth()
                <= solver.acceptedMismatch(stepper.y().dtype());
    }

    private void reverse(int index) {
        segment.placeSizeBefore(run.stepBefore(index));
        if (pass.rows().needValues(index)) {
            segment.rememberState();
            run.record().place(index, stepper);
            pass.run(segment.reconstruction());
            pass.evaluate(index);
            segment.restoreState();
        }
        pass.addSavedAtEnd(index);
        boolean dense = pass.gatherDense(index);
        pass.pullThrough(index, dense ? segment.denseStep() : segment.step());
    }

    /** Without resyncs, as published, a sweep that has lost y0 altogether is refused; what it merely doubts is recomputed. */
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

    /** Recomputes a segment's cotangents, forward from its stored start. */
    private void redo(int start, int end, TimeCotangents timesAtEnd) {
        redone++;
        segment.restoreEnd();
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
                .worstMismatch(worst)
                .missed(missed());
    }

    /** The note of a gradient that was recomputed because too much was missed, where users choose how much that is. */
    private Optional<String> missed() {
        ReversibleSolver solver = (ReversibleSolver) run.programs().solver();
        double accepted = solver.acceptedMismatch(stepper.y().dtype());
        if (!solver.leavesMismatchToUsers() || worst <= accepted) {
            return Optional.empty();
        }
        String name = solver.getClass().getSimpleName();
        double wider = Math.pow(10, 1 + Math.ceil(Math.log10(worst)));
        return Optional.of(String.format(
                        Locale.ROOT,
                        "reversed steps missed their start by %.2g relative, more than the %.2g that %s accepts, so the gradient was recomputed"
                                + " forward with checkpoints: exact, but at the cost of %d steps. Take shorter steps",
                        worst,
                        accepted,
                        name,
                        recomputed)
                + (wider <= WIDEST
                        ? ", or accept it by new " + name + "(" + wider
                                + "): the gradient is off by about what was missed then, or less"
                        : ""));
    }
}
