package org.palinode.ode.internal.resync;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.resume.GapCourse;
import org.palinode.ode.resume.ReversibleSegment;
import org.palinode.ode.resume.StoredStretch;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;

/**
 * Decides in a {@link Reversible} solve before which steps the copy z is set back to y, and which steps are stored and not reversed.
 *
 * <p>A segment ends where its gap |y − z| is too large, grows too fast or is forgotten by the base solver, or where it is too long. Its first
 * gap, after one step, has the size of the local error; what grows too fast is measured by it. A step that starts with z = y and ends with a
 * gap that ends the segment is stored. A segment of few steps is not worth its pair, and where the field damps as strongly as that, errors of
 * the copy live on: so some steps after it are stored, twice as many each time. A step whose way back would look over a jump, and is held
 * there, leaves a gap that no estimate has seen: it is stored too. Derived in docs/design/reversible-derivation.md.
 */
public final class Resyncer implements StepListener {
    /** Segments of fewer steps are short. */
    private static final int WORTH_A_PAIR = 4;

    private final CompiledStep stepper;
    private final AcceptedSteps record;
    private final Resync rule;
    private final LargestValues largest;
    private final IntConsumer beforeResync;
    private final DType dtype;
    private final int longest;
    private final GapMeasure gap;
    private final ReversalProbe probe;
    private final GapCourse.Growing gaps;
    private final StoredStretch.Running stretch;
    private boolean isOver;
    private double largestGap;
    private double segmentGap;
    private double deviation;

    /**
     * @param segment of the solve that this one continues
     * @param beforeResync told the index of the step before which the copy is set back, while the pair is still in place
     */
    public Resyncer(
            CompiledStep stepper,
            AcceptedSteps record,
            LargestValues largest,
            ReversibleSegment segment,
            IntConsumer beforeResync) {
        Reversible solver = (Reversible) stepper.programs().solver();
        this.stepper = stepper;
        this.record = record;
        this.largest = largest;
        this.beforeResync = beforeResync;
        rule = solver.resyncRule();
        dtype = stepper.y().dtype();
        longest = rule.longestSegment(solver.coupling(), dtype);
        gap = stepper.companion("gap", owner -> new GapMeasure(owner, largest));
        probe = stepper.companion("probe", owner -> new ReversalProbe(owner, largest));
        probe.begin(segment.findings());
        gaps = new GapCourse.Growing(segment.isOver() ? GapCourse.NONE : segment.gaps());
        stretch = new StoredStretch.Running(segment.stretch());
    }

    /** The segment in which a solve ends. */
    public ReversibleSegment segment() {
        return new ReversibleSegment(
                gaps.course(), isOver, stretch.stretch(), probe.findings(), Optional.of(largest.both()));
    }

    @Override
    public void restarting(int index, double t) {
        finishSegment();
        stretch.end();
    }

    @Override
    public void starting(int index) {
        if (isOver) {
            beforeResync.accept(index);
            stepper.resync(record.end());
            record.resync(index);
            finishSegment();
        }
        if (stretch.isStored()) {
            stepper.choice().takeStored();
        } else {
            stepper.choice().takeReversible();
        }
    }

    private void finishSegment() {
        deviation += segmentGap;
        segmentGap = 0;
        gaps.restart();
        isOver = false;
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        if (stretch.isStored()) {
            stretch.pass();
            record.store(index);
            isOver = true;
        } else {
            judge(index, h);
        }
    }

    private void judge(int index, double h) {
        gap.run();
        probe.follow(h);
        double before = gaps.last();
        gaps.add(gap.ofFloor(), gap.relative(), probe.growth(h));
        boolean isFirst = gaps.steps() == 1;
        boolean isHeld = stepper.isHeld(record.t(index), record.h(index));
        boolean ends = !probe.isReversible() || isTooLarge(before) || growsTooFar();
        if (ends && isFirst || isHeld || !Double.isFinite(gaps.last())) {
            record.store(index);
        } else {
            segmentGap = Math.max(segmentGap, gap.relative());
            largestGap = Math.max(largestGap, gap.relative());
        }
        if (ends) {
            boolean isShort = isFirst || before > 1 && gaps.steps() < WORTH_A_PAIR;
            if (isShort || !probe.isReversible()) {
                stretch.begin();
            } else {
                stretch.end();
            }
        }
        isOver = ends || isHeld || gaps.steps() >= longest;
    }

    /** True if the gap is beyond its bounds, or grows there too fast. */
    private boolean isTooLarge(double before) {
        boolean isLarge = !(gaps.last() <= 1);
        return isLarge && (!(gap.ofCeiling() <= 1) || rule.growsTooFast(gaps.first(), before, gaps.last()));
    }

    /** True if rounding grows too much on the way back. */
    private boolean growsTooFar() {
        return rule.growsTooFar(gaps.firstRelative(), gap.relative(), dtype) || !(gaps.growth() <= probe.mostGrowth());
    }

    /** The largest gap |y − z| from which a step continued, relative to the largest |y|. */
    public double largestGap() {
        return largestGap;
    }

    /** The distance that y may have from the base solver's: the largest gaps of all segments, added up, relative to the largest |y|. */
    public double deviation() {
        return deviation + segmentGap;
    }
}
