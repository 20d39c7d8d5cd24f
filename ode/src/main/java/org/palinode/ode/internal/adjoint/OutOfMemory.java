package org.palinode.ode.internal.adjoint;

import org.palinode.ode.adjoint.Adjoint;

/** Says what takes less memory where a solve or its gradient has run out of it. */
public final class OutOfMemory {
    private OutOfMemory() {}

    /** An error of the same cause that says what to do about it. */
    public static OutOfMemoryError explained(Adjoint adjoint, OutOfMemoryError full) {
        OutOfMemoryError explained = new OutOfMemoryError(full.getMessage() + "; this was a solve under "
                + adjoint.getClass().getSimpleName()
                + ": RecursiveCheckpointAdjoint.withinBytes(...) and ReversibleAdjoint keep less for a gradient, SaveAt.ts saves"
                + " less than steps and dense; -Xmx raises the heap and the limits that follow it");
        explained.initCause(full);
        return explained;
    }
}
