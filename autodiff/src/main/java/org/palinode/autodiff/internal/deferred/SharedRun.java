package org.palinode.autodiff.internal.deferred;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The run of a function that its pull-backs in the same plan share, so that it is not run for each of them again. It is kept until the last
 * of them has used it. A plan binds the function before its pull-backs, which find it by the memory of its link. There each run writes its
 * number. A pull-back that finds no run of that number, as where the link was kept from an earlier one, runs the function itself: sharing never
 * changes a result.
 */
final class SharedRun {
    /** By identity: buffers are equal to themselves alone. */
    private static final Map<Buffer, SharedRun> BY_LINK = Collections.synchronizedMap(new WeakHashMap<>());

    private static final AtomicLong RUNS = new AtomicLong();

    private final DeferredFunction function;
    private final BitSet wanted = new BitSet();
    private int users;
    private int waiting;
    private long number;
    private TapedRun run;

    private SharedRun(DeferredFunction function) {
        this.function = function;
    }

    /** A run of the function whose link lies in this memory. */
    static SharedRun begin(DeferredFunction function, Buffer link) {
        SharedRun shared = new SharedRun(function);
        BY_LINK.put(link, shared);
        return shared;
    }

    /**
     * The run whose link lies in this memory, for one more pull-back; null if there is none, or of another function: members that share an input in
     * the run may each have a cotangent of it.
     */
    static SharedRun join(DeferredFunction function, Buffer link, BitSet wanted) {
        SharedRun shared = BY_LINK.get(link);
        if (shared == null || !shared.function.equals(function)) {
            return null;
        }
        shared.wanted.or(wanted);
        shared.users++;
        return shared;
    }

    /** Runs the function, on a tape where pull-backs wait for it. */
    List<Tensor> outputs(DeferredFunction.InPlan within, List<Tensor> inputs) {
        run = null;
        number = RUNS.incrementAndGet();
        waiting = users;
        if (users == 0) {
            return within.apply(inputs);
        }
        within.skip(inputs);
        run = new TapedRun(function, inputs, wanted);
        return run.outputs();
    }

    /** The number of the last run, which is above 0. */
    long number() {
        return number;
    }

    /** Hands the run of this number to one of its pull-backs, the last of which takes it away; null if it is not there. */
    TapedRun take(double wantedNumber) {
        if (wantedNumber != number) {
            return null;
        }
        TapedRun taken = run;
        waiting--;
        if (waiting == 0) {
            run = null;
        }
        return taken;
    }
}
