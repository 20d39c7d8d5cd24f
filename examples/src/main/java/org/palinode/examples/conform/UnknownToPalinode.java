package org.palinode.examples.conform;

/** A row asks for something that Palinode does not have: the row is skipped and counted. */
final class UnknownToPalinode extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what for instance {@code solver Kvaerno5} */
    UnknownToPalinode(String what) {
        super(what);
    }
}
