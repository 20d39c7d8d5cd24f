package org.palinode.ode.internal.run;

import java.util.Arrays;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.step.CompiledStep;

/**
 * Keeps the start, the pairs (y, z) before resyncs, and the end: what a reversible solve cannot reconstruct. Where there are more resyncs than
 * places, the pair of every second one is dropped, then of every second one left, and so on: the others lie evenly.
 */
public final class KeepPairs extends Retention {
    private final int most;
    private int resyncs;
    private int stride = 1;

    /** @param most how many pairs may be held, start and end included; at least 2 */
    public KeepPairs(CompiledStep stepper, int most) {
        super(stepper);
        this.most = most;
    }

    /** The steps at whose starts the pairs of a finished run are kept, beside its end. */
    public static int[] places(AcceptedSteps record, int most) {
        int stride = stride(record.resyncs(), most);
        int[] places = new int[record.resyncs() / stride + 2];
        for (int i = 1; i < places.length - 1; i++) {
            places[i] = record.resyncAt(i * stride - 1);
        }
        places[places.length - 1] = record.steps();
        return record.steps() == 0 ? Arrays.copyOf(places, 1) : places;
    }

    /** The pair of every so many resyncs is kept, so that all fit: a power of two. */
    private static int stride(int resyncs, int most) {
        int stride = 1;
        while (resyncs / stride + 2 > most) {
            stride *= 2;
        }
        return stride;
    }

    @Override
    public void starting(int index) {
        if (index == 0) {
            keep(0);
        }
    }

    @Override
    void beforeResync(int step) {
        resyncs++;
        int next = stride(resyncs, most);
        while (stride < next) {
            stride *= 2;
            dropEverySecond();
        }
        if (resyncs % stride == 0) {
            keep(step);
        }
    }

    /** Drops the first, third, ... pair after the start. */
    private void dropEverySecond() {
        int last = checkpoints().size() - 1;
        for (int position = last - (last + 1) % 2; position > 0; position -= 2) {
            checkpoints().remove(position);
        }
    }

    @Override
    void finish(int steps) {
        keep(steps);
    }
}
