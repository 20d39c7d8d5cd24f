package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.stream.Stream;

/** Step sizes of one solve under a {@link ClipStepSizeController}. */
final class ClippedStepSizes implements StepSizes {
    /** The number of numbers in its state before the ends of rejected steps. */
    static final int OWN_NUMBERS = 3;

    private final StepSizes chosen;
    private final double t0;
    private final FixedEnds ends;
    private final Jumps jumps;
    private final HeldSteps held;
    private final RejectedEnds rejected;
    /** The jump before which the proposed step ends; infinite if it ends elsewhere. */
    private double jump = Double.POSITIVE_INFINITY;

    /** The end of the step that the controller inside proposed. */
    private double wanted;

    private double nextEnd;
    private double nextStart;

    /** The end of the step that was accepted last. */
    private double reached;

    /** @param start of the first step: t0, or after a jump there */
    ClippedStepSizes(
            StepSizes chosen,
            double t0,
            double start,
            FixedEnds ends,
            Jumps jumps,
            HeldSteps held,
            RejectedEnds rejected) {
        this.chosen = chosen;
        this.t0 = t0;
        nextStart = start;
        this.ends = ends;
        this.jumps = jumps;
        this.held = held;
        this.rejected = rejected;
    }

    @Override
    public double firstEnd() {
        plan(t0, chosen.firstEnd());
        return nextEnd;
    }

    /**
     * The start of the next attempt, the longest held step, the number of rejected ends that wait, these ends, and the state of the
     * controller inside.
     */
    @Override
    public double[] state() {
        double[] own = {nextStart, held.longest(), rejected.waiting().length};
        return Stream.of(own, rejected.waiting(), chosen.state())
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** Ends the step from the next start where the controller inside, at {@code end}, wants it to, or earlier. */
    private void plan(double end, double chosenEnd) {
        wanted = chosenEnd > nextStart ? chosenEnd : nextStart + (chosenEnd - end);
        nextEnd = clipped(nextStart, Double.POSITIVE_INFINITY);
    }

    private void planAgain(double start) {
        wanted = chosen.nextEnd();
        nextEnd = clipped(start, Double.POSITIVE_INFINITY);
    }

    @Override
    public Verdict judge(double start, double end, double error) {
        boolean toJump = end == nextEnd && jump < Double.POSITIVE_INFINITY;
        if (toJump && held.isRejected(end - start, error)) {
            return rejected(start, end, jump);
        }
        Verdict verdict = chosen.judge(start, end, error);
        if (verdict == Verdict.REJECT) {
            wanted = chosen.nextEnd();
            return rejected(start, end, toJump ? jump : end);
        }
        if (verdict == Verdict.ACCEPT) {
            accepted(end, toJump);
        }
        return verdict;
    }

    /** @param known what is to be reached yet: the jump itself, since how far before it steps end depends on where they start */
    private Verdict rejected(double start, double end, double known) {
        if (!rejected.push(start, known)) {
            return Verdict.TOO_MANY_REJECTED;
        }
        nextEnd = clipped(start, end);
        return Verdict.REJECT;
    }

    private void accepted(double end, boolean toJump) {
        rejected.reached(toJump ? jumps.after(jump) : end);
        reached = end;
        boolean whole = ends.isWhole(wanted, end) || toJump && wanted <= jumps.after(jump);
        if (!whole) {
            chosen.cut(end);
        }
        nextStart = toJump ? jumps.after(jump) : chosen.nextStart(end);
        if (toJump) {
            held.passed();
        }
        plan(end, chosen.nextEnd());
    }

    /** The end that was to be is one that noise was heard at, like that of a rejected step. */
    @Override
    public void cut(double end) {
        if (reached - end >= ends.apart()) {
            rejected.push(reached);
        }
        chosen.cut(end);
        nextStart = end;
        planAgain(end);
    }

    @Override
    public void restart(double start) {
        chosen.restart(start);
        planAgain(start);
    }

    /**
     * {@code wanted}, or another end where there are times after {@code start} that a step must not go beyond.
     *
     * @param tried where the step that has just been rejected ended; infinite if none was
     */
    private double clipped(double start, double tried) {
        double stop = Math.min(ends.next(start), rejected.nearest());
        double time = jumps.next(start);
        double before = jumps.endOfStep(start, time);
        boolean reachesJump = start < before && before <= stop;
        double end = ends.before(reachesJump ? before : stop, start, wanted, tried);
        if (reachesJump && end == before && held.mayReach(before - start)) {
            jump = time;
            return before;
        }
        jump = Double.POSITIVE_INFINITY;
        return start < before ? Math.min(end, start + held.notLookingOver(before - start)) : end;
    }

    @Override
    public double nextEnd() {
        return nextEnd;
    }

    @Override
    public double nextStart(double end) {
        return nextStart;
    }
}
