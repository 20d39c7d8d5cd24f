package org.palinode.ode.integrate;

import java.util.function.IntConsumer;
import org.palinode.autodiff.plan.Plan;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;

/**
 * Sets the copy z of a {@link Reversible} solve back to y where the gap |y − z| has grown too large or the segment too long. The
 * first gap of a segment, after one step, has the size of the local error; what is too large is measured by it.
 */
public final class Resyncer implements StepListener {
    private final CompiledStepper stepper;
    private final StepRecord record;
    private final Resync rule;
    private final IntConsumer beforeResync;
    private final double floor;
    private final int longest;
    private final Plan gap;
    private int segmentStart;
    private double firstGap;
    private double largestGap;

    /** @param beforeResync told the index of the step before which the copy is set back, while the pair is still in place */
    public Resyncer(CompiledStepper stepper, StepRecord record, Reversible solver, IntConsumer beforeResync) {
        this.stepper = stepper;
        this.record = record;
        this.rule = solver.resyncRule();
        this.beforeResync = beforeResync;
        floor = rule.gapFloor(stepper.y().dtype());
        longest = rule.longestSegment(solver.coupling(), stepper.y().dtype());
        gap = stepper.companion("gap", Resyncer::gapPlan);
    }

    private static Plan gapPlan(CompiledStepper stepper) {
        return stepper.memory()
                .withInputs(
                        stepper.memory().plan(stepper.programs().reversals().difference()), 0, stepper.state(), 0, 2)
                .build();
    }

    @Override
    public void restarting(int index, double t) {
        segmentStart = index;
    }

    /**
     * Goes on with a segment of an earlier solve, whose pair is in the stepper.
     *
     * @return false if it is time to set the copy back: then a segment begins, and with it the solve, from y alone
     */
    public boolean continues(Segment segment) {
        if (segment.steps() == 0) {
            return true;
        }
        firstGap = segment.firstGap();
        boolean continues = !isOver(segment.steps());
        segmentStart = continues ? -segment.steps() : 0;
        return continues;
    }

    /** The segment in which a solve ends after {@code steps} steps. */
    public Segment segment(int steps) {
        return new Segment(steps - segmentStart, firstGap);
    }

    @Override
    public void starting(int index) {
        int length = index - segmentStart;
        if (index > 0 && length > 0 && isOver(length)) {
            beforeResync.accept(index);
            stepper.resync(record.end());
            record.resync(index);
            segmentStart = index;
        }
    }

    /** Whether a segment of this many steps ends with the pair in the stepper. */
    private boolean isOver(int length) {
        gap.run();
        double now = gap.output(0).get(0);
        largestGap = Math.max(largestGap, now);
        if (length == 1) {
            firstGap = now;
        }
        boolean apart = !(now <= Math.max(floor, rule.gapMultiple() * firstGap));
        return apart || length >= longest;
    }

    /** The largest relative gap |y − z| seen. */
    public double largestGap() {
        return largestGap;
    }
}
