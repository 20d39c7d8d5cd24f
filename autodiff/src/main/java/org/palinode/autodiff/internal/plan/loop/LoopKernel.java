package org.palinode.autodiff.internal.plan.loop;

import org.palinode.autodiff.internal.kernel.MovableKernel;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/**
 * Runs generated code block by block. Element k of {@link #memory}, {@link #offset} and {@link #stride} belongs to the k-th source, then
 * to the sinks that store.
 */
abstract class LoopKernel implements MovableKernel {
    protected final Object[] memory;
    protected final int[] offset;
    protected final int[] stride;
    protected final double[] literals;
    protected final Object[] arrays;
    protected final Object[] totals;

    /** The buffers for which this was bound: their memory must outlive this. */
    private final LoopMemory bound;

    private final Kernel[] preparations;
    private final Totals[] reductions;
    private final Geometry geometry;
    private final Stretch whole;

    LoopKernel(LoopMemory memory) {
        this.memory = memory.views();
        offset = memory.offsets();
        stride = memory.strides();
        literals = memory.literals();
        arrays = memory.arrays();
        totals = memory.totals();
        bound = memory;
        preparations = memory.preparations();
        reductions = memory.reductions();
        geometry = memory.geometry();
        whole = geometry.whole();
    }

    /** Computes rows r0 to before r1, columns c0 to before c1. */
    protected abstract void block(int r0, int r1, int c0, int c1);

    @Override
    public final void run() {
        begin();
        compute(whole);
        finish();
    }

    @Override
    public final boolean canMove(Buffer here) {
        return bound.canMove(here);
    }

    @Override
    public final void move(Buffer here, Buffer there) {
        bound.move(here, there, memory);
    }

    final void begin() {
        for (Kernel preparation : preparations) {
            preparation.run();
        }
        for (Totals each : reductions) {
            each.begin();
        }
    }

    /** Computes a part of the numbers. */
    final void compute(Stretch part) {
        int step = geometry.blockRows();
        for (int row = part.r0(); row < part.r1(); row += step) {
            columns(row, Math.min(row + step, part.r1()), part.c0(), part.c1());
        }
        if (part.withLastRow() && geometry.lastColumns() > 0) {
            columns(geometry.rows(), geometry.rows() + 1, 0, geometry.lastColumns());
        }
    }

    /** Takes over what another kernel has collected of the same reductions in its part. */
    final void merge(LoopKernel other, Stretch part) {
        for (int i = 0; i < reductions.length; i++) {
            reductions[i].merge(other.reductions[i], part);
        }
    }

    final void finish() {
        for (Totals each : reductions) {
            each.finish();
        }
    }

    private void columns(int r0, int r1, int c0, int c1) {
        int width = geometry.blockColumns();
        int from = c0;
        while (from < c1) {
            int to = c1 - from - width < Geometry.SLACK ? c1 : from + width;
            block(r0, r1, from, to);
            from = to;
        }
    }
}
