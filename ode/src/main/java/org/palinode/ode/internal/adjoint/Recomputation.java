package org.palinode.ode.internal.adjoint;

import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.StepStarts;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.outcome.SolveInterruptedException;

/**
 * Brings back the start of any earlier step, going backward: from a kept state, or by recomputing the recorded steps and resyncs from the
 * last one before it. States on the way are kept as far as {@code budget} allows, placed by the binomial rule.
 *
 * <p>Source: A. Griewank, A. Walther, "Algorithm 799: revolve", ACM Trans. Math. Softw. 26(1), 2000, 19–45.
 */
final class Recomputation {
    private final AcceptedSteps record;
    private final CompiledStep stepper;
    private final StepStarts kept;
    private final StepStarts recomputed;
    private final int budget;
    private long steps;

    /** @param budget the number of states that may be kept at once; at least 1 */
    Recomputation(AcceptedSteps record, CompiledStep stepper, StepStarts kept, int budget) {
        this.record = record;
        this.stepper = stepper;
        this.kept = kept;
        this.budget = budget;
        recomputed = new StepStarts(stepper.state());
    }

    /** The last step up to {@code step} whose start is kept; later starts are let go. Steps are asked for in falling order. */
    int keptBefore(int step) {
        while (recomputed.size() > 0 && recomputed.step(recomputed.size() - 1) > step) {
            recomputed.remove(recomputed.size() - 1);
        }
        int before = kept.step(kept.positionAtOrBefore(step));
        return recomputed.size() > 0 ? Math.max(before, recomputed.step(recomputed.size() - 1)) : before;
    }

    /** Puts the start of {@code step}, before any resync there, into the stepper. Steps are asked for in falling order. */
    void load(int step) {
        int from = keptBefore(step);
        int position = kept.positionAtOrBefore(step);
        if (recomputed.size() > 0 && recomputed.step(recomputed.size() - 1) == from) {
            recomputed.load(recomputed.size() - 1, stepper.state());
        } else {
            kept.load(position, stepper.state());
        }
        advance(from, step, position + 1);
    }

    /** Recomputes the steps from {@code from} to before {@code to}; {@code used} places hold kept states that are still needed. */
    private void advance(int from, int to, int used) {
        int at = from;
        while (at < to) {
            int free = budget - used - recomputed.size();
            int stop = free <= 0 ? to : at + stride(to - at, free);
            for (; at < stop; at++) {
                attempt(at);
                stepper.accept();
            }
            if (free > 0 && at <= to) {
                recomputed.push(at, stepper.state());
            }
        }
    }

    /** Recomputes a step whose start is in the stepper, with any resync there; the stepper does not advance to its end. */
    void attempt(int step) {
        SolveInterruptedException.stopGradientIfInterrupted(record.t(step), step + 1);
        if (record.isResynced(step)) {
            record.begin(step, stepper);
        }
        record.attempt(step, stepper);
        steps++;
    }

    /** The number of steps to the next state that is kept, with {@code gap} steps ahead and {@code free} places. */
    private static int stride(int gap, int free) {
        if (free >= gap) {
            return 1;
        }
        int repeats = 1;
        while (binomial(free + repeats, repeats) < gap + 1) {
            repeats++;
        }
        long most = binomial(free + repeats - 1, repeats - 1);
        long least = gap + 1 - binomial(free - 1 + repeats, repeats);
        return (int) Math.max(1, Math.min(gap, Math.max(least, Math.min(most, gap))));
    }

    /** C(n, k), or a number larger than any step count. */
    private static long binomial(int n, int k) {
        double value = 1;
        for (int i = 1; i <= k; i++) {
            value = value * (n - k + i) / i;
        }
        return (long) Math.min(Math.rint(value), 1L << 40);
    }

    /** Steps that were recomputed. */
    long steps() {
        return steps;
    }

    long bytes() {
        return recomputed.bytes();
    }
}
