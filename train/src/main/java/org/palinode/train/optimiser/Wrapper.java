package org.palinode.train.optimiser;

/** An optimiser that adds something to another. */
interface Wrapper extends Optimiser {
    Optimiser inner();

    @Override
    default Leaves start(Leaves leaves) {
        return inner().start(leaves);
    }

    @Override
    default boolean skipsNotFinite() {
        return inner().skipsNotFinite();
    }
}
