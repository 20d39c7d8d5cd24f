package org.palinode.autodiff.internal.plan;

import java.util.List;
import org.palinode.autodiff.internal.kernel.MovableKernel;
import org.palinode.autodiff.memory.Buffer;

/**
 * Memory of an input or output of a plan, for which other memory may stand in during a run: what is read there need not be copied to the plan
 * before, and what is written there not from it after.
 *
 * @param users all kernels that read or write it
 */
record MovableMemory(Buffer own, List<MovableKernel> users) {
    /** Bytes below which a copy takes no longer than to tell the kernels. */
    private static final long WORTH = 16 << 10;

    /** The movable memory, or null if a user cannot be told, or it is not worth it. */
    static MovableMemory of(Buffer own, List<MovableKernel> users) {
        boolean movable = own.type().bytes() >= WORTH;
        for (MovableKernel user : users) {
            movable &= user.canMove(own);
        }
        return movable ? new MovableMemory(own, users) : null;
    }

    /** Has the next runs work on {@code there}. */
    void moveTo(Buffer there) {
        for (MovableKernel user : users) {
            user.move(own, there);
        }
    }

    /** Has the next runs work on the plan's own memory again. */
    void moveBack() {
        moveTo(own);
    }
}
