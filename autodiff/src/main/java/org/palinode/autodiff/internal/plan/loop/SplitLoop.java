package org.palinode.autodiff.internal.plan.loop;

import org.palinode.autodiff.internal.kernel.MovableKernel;
import org.palinode.autodiff.internal.kernel.parallel.KernelParts;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Buffer;

/**
 * A long loop in parts, which may run on several threads. Each part has arrays and totals of its own; totals are added up in the
 * order of the parts. How many parts there are follows from the loop alone, never from the number of threads: results are the same
 * bit for bit for any number.
 */
final class SplitLoop implements MovableKernel, KernelParts {
    /** A part takes about so long, in ns: some ten times what it costs to have it done by another thread. */
    private static final double PART = 20_000;

    private static final int MOST = 64;

    private final LoopKernel[] kernels;
    private final Stretch[] stretches;
    private final Workers workers;

    SplitLoop(LoopKernel[] kernels, Geometry geometry, Workers workers) {
        this.kernels = kernels;
        this.workers = workers;
        stretches = new Stretch[kernels.length];
        for (int i = 0; i < stretches.length; i++) {
            stretches[i] = geometry.stretch(i, stretches.length);
        }
    }

    /** The number of parts that are worth it for a loop over {@code size} numbers. */
    static int parts(Recipe recipe, int size) {
        return (int) Math.max(1, Math.min(MOST, size * recipe.vectorTime() / PART));
    }

    @Override
    public void run() {
        workers.run(kernels.length, this);
        for (int i = 1; i < kernels.length; i++) {
            kernels[0].merge(kernels[i], stretches[i]);
        }
        kernels[0].finish();
    }

    @Override
    public boolean canMove(Buffer here) {
        return kernels[0].canMove(here);
    }

    @Override
    public void move(Buffer here, Buffer there) {
        for (LoopKernel kernel : kernels) {
            kernel.move(here, there);
        }
    }

    @Override
    public void run(int part) {
        kernels[part].begin();
        kernels[part].compute(stretches[part]);
    }
}
