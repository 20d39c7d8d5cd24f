package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.stream.Stream;

/** One solve under a {@link ClipStepSizeController}. */
final class ClippedStepSizes implements StepSizes {
    private final StepSizes chosen;
    private final double t0;
    private final double[] stepTs;
    private final Jumps jumps;
    private final RejectedEnds rejected;
    /** The jump before which the proposed step ends; infinite if it ends elsewhere. */
    private double jump = Double.POSITIVE_INFINITY;

    private double nextEnd;
    private double nextStart;

    /** @param start of the first step: t0, or after a jump there */
    ClippedStepSizes(StepSizes chosen, double t0, double start, double[] stepTs, Jumps jumps, RejectedEnds rejected) {
        this.chosen = chosen;
        this.t0 = t0;
        nextStart = start;
        this.stepTs = stepTs;
        this.jumps = jumps;
        this.rejected = rejected;
    }

    @Override
    public double firstEnd() {
        plan(t0, chosen.firstEnd());
        return nextEnd;
    }

    /** Where the next attempt starts, how many rejected ends wait, these, and the state of the controller inside. */
    @Override
    public double[] state() {
        double[] own = {nextStart, rejected.waiting().length};
        return Stream.of(own, rejected.waiting(), chosen.state())
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** Ends the step from the next start at {@code wanted}, which was chosen at {@code end}, or earlier. */
    private void plan(double end, double wanted) {
        nextEnd = cut(nextStart, wanted > nextStart ? wanted : nextStart + (wanted - end));
    }

    @Override
    public Verdict judge(double start, double end, double error) {
        Verdict verdict = chosen.judge(start, end, error);
        if (verdict == Verdict.ACCEPT) {
            rejected.reached(end);
            boolean jumped = end == nextEnd && jump < Double.POSITIVE_INFINITY;
            nextStart = jumped ? jumps.after(jump) : chosen.nextStart(end);
            plan(end, chosen.nextEnd());
        } else if (verdict == Verdict.REJECT) {
            if (!rejected.push(end)) {
                return Verdict.TOO_MANY_REJECTED;
            }
            nextEnd = cut(start, chosen.nextEnd());
        }
        return verdict;
    }

    @Override
    public void cut(double end) {
        chosen.cut(end);
        nextStart = end;
        nextEnd = cut(end, chosen.nextEnd());
    }

    @Override
    public void restart(double start) {
        chosen.restart(start);
        nextEnd = cut(start, chosen.nextEnd());
    }

    /** {@code wanted}, or the first end after {@code start} that a step must not go beyond. */
    private double cut(double start, double wanted) {
        int index = Arrays.binarySearch(stepTs, start);
        index = index >= 0 ? index + 1 : -index - 1;
        while (index < stepTs.length && stepTs[index] <= start) {
            index++; // times may be given twice
        }
        double end = index < stepTs.length ? Math.min(wanted, stepTs[index]) : wanted;
        end = Math.min(end, rejected.nearest());
        double time = jumps.next(start);
        double before = jumps.endOfStep(start, time);
        boolean reachesJump = start < before && before <= end;
        jump = reachesJump ? time : Double.POSITIVE_INFINITY;
        return reachesJump ? before : end;
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
