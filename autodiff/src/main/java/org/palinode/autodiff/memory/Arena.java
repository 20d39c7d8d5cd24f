package org.palinode.autodiff.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Owner of memory outside the Java heap, which frees all of it when it is closed. An arena that is not closed is freed by the garbage
 * collector, when neither the arena nor one of its buffers is in use. A region has at most 2 GiB, because a {@code ByteBuffer} has; an
 * arena has as many regions as it needs.
 */
public final class Arena implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final String owner;
    private final List<NativeMemory> regions = new ArrayList<>();
    private long bytes;
    private volatile boolean open = true;

    /**
     * An empty arena.
     *
     * @param owner its name in the message of a use after it was closed
     */
    public Arena(String owner) {
        this.owner = owner;
    }

    /** A zeroed buffer of this arena. */
    public synchronized Buffer allocate(TensorType type) {
        return new Buffer(type, region(type.bytes()), this);
    }

    /** Zeroed memory of this arena, aligned to 64 bytes, out of which {@link #view} cuts buffers. */
    public synchronized ByteBuffer region(long length) {
        requireOpen();
        if (length > Integer.MAX_VALUE - 2 * ALIGNMENT) {
            throw new IllegalArgumentException(
                    "one region holds at most 2 GiB, asked for " + length + " bytes by " + owner);
        }
        JavaCpp.require();
        NativeMemory region = RecycledMemory.fresh(length + 2 * ALIGNMENT, owner);
        regions.add(region);
        bytes += length;
        ByteBuffer memory = region.zeroed().alignedSlice(ALIGNMENT);
        return memory.slice(0, (int) length);
    }

    /** The buffer of {@code type} that starts {@code offset} bytes into a region of this arena. */
    public Buffer view(ByteBuffer region, int offset, TensorType type) {
        return new Buffer(type, region.slice(offset, Math.toIntExact(type.bytes())), this);
    }

    /** The bytes that it holds. */
    public long bytes() {
        return bytes;
    }

    /** The most bytes that all arrays of this process may hold outside the Java heap: {@code org.bytedeco.javacpp.maxbytes}, or the heap's limit. */
    public static long limit() {
        JavaCpp.require();
        return NativeMemory.limit();
    }

    /**
     * Checks that the arena is open.
     *
     * @throws IllegalStateException if it was closed
     */
    public void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the memory of " + owner + " was used after it was closed");
        }
    }

    /** Frees the memory. Every buffer of this arena becomes invalid. Closing twice is allowed. */
    @Override
    public synchronized void close() {
        open = false;
        for (NativeMemory region : regions) {
            region.close();
        }
        regions.clear();
        bytes = 0;
    }
}
