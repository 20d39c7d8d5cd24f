package org.palinode.ode.internal.integrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.internal.step.CompiledStep;

/**
 * Record of the accepted steps, and of the resyncs before them, where the carry restarted from y (z := y in a reversible solve): all that
 * is needed to repeat the steps.
 */
public final class AcceptedSteps implements StepListener {
    private StepTimes times;
    private int[] resyncs = new int[4];
    private final Map<Integer, List<Program>> resets = new HashMap<>();
    private int resyncCount;
    private final BitSet stored = new BitSet();
    private final EndsBeforeJumps endsBeforeJumps = new EndsBeforeJumps();
    private final double begin;
    private double end;

    /** An empty record of a solve that starts at t0, or before a jump there, and just after it steps. */
    public AcceptedSteps(double t0) {
        begin = t0;
        end = t0;
        times = new ListedTimes();
    }

    /**
     * An empty record of a solve that starts at t0, which holds no times as long as they follow a formula.
     *
     * @param grid where step i will start if nothing cuts a step short, in mirrored time: {@link StepSizes#grid}
     * @param direction true time is this times mirrored time
     */
    public AcceptedSteps(double t0, IntToDoubleFunction grid, double direction) {
        begin = t0;
        end = t0;
        times = new GridTimes(grid, direction);
    }

    /** Refuses a step that is not the next one, has no size, or starts before the end of the last. */
    @Override
    public void accepted(int index, double t0, double t1, double h) {
        requireNext(index, t0, h);
        if (index > 0 && t0 != end) {
            endsBeforeJumps.add(index - 1, end);
        }
        if (!times.add(t0, t1, h)) {
            times = ListedTimes.of(times);
            times.add(t0, t1, h);
        }
        end = t1;
    }

    /** A record with a hole or a step of no size could not be repeated, or reversed. */
    private void requireNext(int index, double t0, double h) {
        if (index != steps()) {
            throw new IllegalArgumentException("a record of " + steps() + " steps continues with step " + steps()
                    + ", got step " + index + "; record each step once, in order");
        }
        if (!Double.isFinite(t0) || !Double.isFinite(h) || h == 0) {
            throw new IllegalArgumentException("step " + index + " starts at t = " + t0 + " and has size " + h
                    + "; both must be finite and the size not 0");
        }
        if (steps() > 0 && (t0 - end) * h < 0) {
            throw new IllegalArgumentException("step " + index + " starts at t = " + t0
                    + ", before the last one's end at " + end + "; a solve goes one way only");
        }
    }

    @Override
    public void restarting(int index, double t) {
        resync(index);
    }

    /** Notes that step {@code index} begins from another y, by a program (t, y [n], parameters) → y. */
    public void reset(int index, Program change) {
        resets.computeIfAbsent(index, step -> new ArrayList<>()).add(change);
    }

    /** The resets that changed y before step {@code index}, in order. */
    public List<Program> resets(int index) {
        return resets.getOrDefault(index, List.of());
    }

    /** Changes y in the stepper as it was changed before step {@code index} at time t. */
    private void applyResets(int index, double t, CompiledStep stepper) {
        resets(index).forEach(change -> stepper.reset(t, change));
    }

    /** Repeats the resync before step {@code index}. */
    public void begin(int index, CompiledStep stepper) {
        applyResets(index, t(index), stepper);
        stepper.resync(t(index));
    }

    public void resync(int index) {
        if (resyncCount == resyncs.length) {
            resyncs = Arrays.copyOf(resyncs, 2 * resyncCount);
        }
        resyncs[resyncCount++] = index;
    }

    /** Notes that step {@code index} was one of those that are stored and not reversed. */
    public void store(int index) {
        stored.set(index);
    }

    /** True if step {@code index} is stored, so that a reversible solver's own formulas for such steps are its map. */
    public boolean isStored(int index) {
        return stored.get(index);
    }

    /** True if one of the steps from {@code from} to before {@code to} is stored. */
    public boolean isStoredBetween(int from, int to) {
        int next = stored.nextSetBit(from);
        return next >= 0 && next < to;
    }

    /** The number of stored steps. */
    public int stored() {
        return stored.cardinality();
    }

    /** Repeats step {@code index}, from the start that is in the stepper. */
    public void attempt(int index, CompiledStep stepper) {
        choose(index, stepper);
        stepper.attempt(t(index), h(index), from(index), to(index));
    }

    /** Attempts the step as {@link #attempt}, with the dense values whatever the solve wanted. */
    public void attemptDense(int index, CompiledStep stepper) {
        choose(index, stepper);
        stepper.attemptDense(t(index), h(index), from(index), to(index));
    }

    /** Places time, size and noise of a step for programs that are run by others. */
    public void place(int index, CompiledStep stepper) {
        stepper.place(t(index), h(index), from(index), to(index));
    }

    private void choose(int index, CompiledStep stepper) {
        if (isStored(index)) {
            stepper.choice().takeStored();
        } else {
            stepper.choice().takeReversible();
        }
    }

    /** The number of accepted steps. */
    public int steps() {
        return times.count();
    }

    /** The time at which step {@code index} starts. */
    public double t(int index) {
        return times.t(index);
    }

    /** The signed size of step {@code index}. */
    public double h(int index) {
        return times.h(index);
    }

    /**
     * The start of the interval of step {@code index} over which noise or a control is taken: the exact end of the step before. After a
     * jump of the field the step itself starts a little later.
     */
    public double from(int index) {
        return index == 0 ? begin : to(index - 1);
    }

    /** The exact end of step {@code index}, from which t + h may differ by an ulp. */
    public double to(int index) {
        double next = index == steps() - 1 ? end : t(index + 1);
        return endsBeforeJumps.end(index, next);
    }

    /** The time at which the last step ends. */
    public double end() {
        return end;
    }

    /** t0 and the end of every accepted step. */
    public double[] times() {
        double[] all = new double[steps() + 1];
        Arrays.setAll(all, step -> step < steps() ? t(step) : end);
        return all;
    }

    /** Time and size of every accepted step, one after another. */
    public double[] timesAndSizes() {
        double[] all = new double[2 * steps()];
        Arrays.setAll(all, i -> i % 2 == 0 ? t(i / 2) : h(i / 2));
        return all;
    }

    /** The number of resyncs. */
    public int resyncs() {
        return resyncCount;
    }

    /** True if the carry restarted before step {@code index}. */
    public boolean isResynced(int index) {
        return Arrays.binarySearch(resyncs, 0, resyncCount, index) >= 0;
    }

    /** The step before which resync {@code ordinal} was; they are counted from 0. */
    public int resyncAt(int ordinal) {
        return resyncs[ordinal];
    }

    /** True if the state was set back after the start of step {@code from} and before that of step {@code to}. */
    public boolean isResyncedBetween(int from, int to) {
        int found = Arrays.binarySearch(resyncs, 0, resyncCount, from + 1);
        int next = found >= 0 ? found : -found - 1;
        return next < resyncCount && resyncs[next] < to;
    }

    /** Bytes held. */
    public long bytes() {
        return times.bytes() + 4L * resyncs.length + stored.size() / 8 + endsBeforeJumps.bytes();
    }
}
