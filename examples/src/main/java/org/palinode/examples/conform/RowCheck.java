package org.palinode.examples.conform;

/** Check of the rows of a file about given problems. */
interface RowCheck<P> {
    /**
     * Computes what the row says and compares.
     *
     * @throws UnknownToPalinode if the row asks for something that Palinode does not have
     * @throws GoldenDataException if the row cannot be read
     */
    void check(P problem, Entry row, Comparison comparison);
}
