package org.palinode.autodiff.internal.kernel;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** A kernel that can be told between two runs to work on other memory than that for which it was bound. */
public interface MovableKernel extends Kernel {
    /** True if all that it does with this memory, whole, can be done elsewhere. */
    boolean canMove(Buffer here);

    /**
     * Reads and writes {@code there} from now on where it was bound to {@code here}, which {@link #canMove}; where both are one, as at first.
     * Both have equally many numbers of one type. {@code there} overlaps nothing that the kernel writes, and nothing else if it is written.
     */
    void move(Buffer here, Buffer there);

    /** The kernel for the memory for which it was bound, if that is all that it will ever work on. */
    default Kernel withoutMoves() {
        return this;
    }
}
