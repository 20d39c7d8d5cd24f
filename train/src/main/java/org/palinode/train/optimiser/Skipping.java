package org.palinode.train.optimiser;

import org.palinode.autodiff.tensor.Tensor;

/** An optimiser that leaves out steps against gradients that are not finite. */
record Skipping(Optimiser inner) implements Wrapper {
    private static final String SKIPPED = "skipped";

    /** A step if the gradient is finite; else all as it was, but for the count. */
    static Leaves advance(Optimiser optimiser, Leaves leaves) {
        Tensor finite = RequireFinite.counts(leaves).sum().equalTo(0);
        Leaves skipped = leaves.with(SKIPPED, leaves.number(SKIPPED).plus(1));
        return Leaves.where(finite, optimiser.advance(leaves), skipped);
    }

    @Override
    public Leaves start(Leaves leaves) {
        return inner.start(leaves).counting(SKIPPED);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        return inner.advance(leaves);
    }

    @Override
    public boolean skipsNotFinite() {
        return true;
    }
}
