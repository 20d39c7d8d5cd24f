package org.palinode.ode.controller;

import java.util.Arrays;

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

    ClippedStepSizes(StepSizes chosen, double t0, double[] stepTs, Jumps jumps, RejectedEnds rejected) {
        this.chosen = chosen;
        this.t0 = t0;
        this.stepTs = stepTs;
        this.jumps = jumps;
        this.rejected = rejected;
    }

    @Override
    public double firstEnd() {
        nextEnd = cut(t0, chosen.firstEnd());
        return nextEnd;
    }

    @Override
    public Verdict judge(double start, double end, double error) {
        Verdict verdict = chosen.judge(start, end, error);
        if (verdict == Verdict.ACCEPT) {
            rejected.reached(end);
            boolean jumped = end == nextEnd && jump < Double.POSITIVE_INFINITY;
            nextStart = jumped ? jumps.after(jump) : chosen.nextStart(end);
            double wanted = chosen.nextEnd();
            nextEnd = cut(nextStart, wanted > nextStart ? wanted : nextStart + (wanted - end));
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

    /** {@code wanted}, or the first end after {@code start} that a step must not go beyond. */
    private double cut(double start, double wanted) {
        int index = Arrays.binarySearch(stepTs, start);
        index = index >= 0 ? index + 1 : -index - 1;
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
