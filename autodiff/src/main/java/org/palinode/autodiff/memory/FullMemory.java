package org.palinode.autodiff.memory;

/** Remedy for a process without memory left. */
final class FullMemory {
    private FullMemory() {}

    /** The error with who wanted how much, and which limit to raise. */
    static OutOfMemoryError explained(OutOfMemoryError full, long bytes, String owner, String limit) {
        OutOfMemoryError explained = new OutOfMemoryError("no memory outside the Java heap for " + bytes + " bytes of "
                + owner + " (" + full.getMessage() + "); compute on smaller tensors, or raise the limit by " + limit);
        explained.initCause(full);
        return explained;
    }
}
