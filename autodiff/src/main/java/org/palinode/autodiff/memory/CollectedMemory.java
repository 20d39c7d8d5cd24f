package org.palinode.autodiff.memory;

import java.nio.ByteBuffer;

/** Zeroed memory outside the Java heap that the garbage collector frees, aligned to 64 bytes. */
final class CollectedMemory {
    private static final int ALIGNMENT = 64;

    /** The most bytes of one piece. */
    static final int MOST_BYTES = Integer.MAX_VALUE - 2 * ALIGNMENT;

    private CollectedMemory() {}

    /** Memory for the numbers of a type, of at most {@link #MOST_BYTES}. */
    static ByteBuffer of(TensorType type) {
        int length = (int) type.bytes();
        return direct(type, length + 2 * ALIGNMENT).alignedSlice(ALIGNMENT).slice(0, length);
    }

    private static ByteBuffer direct(TensorType type, int length) {
        try {
            return ByteBuffer.allocateDirect(length);
        } catch (OutOfMemoryError full) {
            throw FullMemory.explained(
                    full, length, "a tensor " + type, "-XX:MaxDirectMemorySize, or -Xmx, which it follows");
        }
    }
}
