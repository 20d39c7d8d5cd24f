package org.palinode.autodiff.internal.kernel;

import org.palinode.autodiff.internal.kernel.parallel.KernelParts;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Kernel;

/** Many products that do not meet: one after another, or several at a time where they take long together. */
public final class MatrixBatch implements Kernel, KernelParts {
    private static final int MOST = 64;

    private final Kernel[] each;
    private final int parts;
    private final Workers workers;

    /** The batch of these products of {@code operations} additions and multiplications each. */
    public MatrixBatch(Kernel[] each, double operations) {
        this.each = each.clone();
        double worth = each.length * operations / SplitProduct.PART;
        parts = (int) Math.max(1, Math.min(worth, Math.min(MOST, each.length)));
        workers = Workers.shared();
    }

    @Override
    public void run() {
        workers.run(parts, this);
    }

    @Override
    public void run(int part) {
        int end = (int) ((long) each.length * (part + 1) / parts);
        for (int i = (int) ((long) each.length * part / parts); i < end; i++) {
            each[i].run();
        }
    }
}
