package org.palinode.autodiff.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Places blocks of bytes so that blocks whose lifetimes meet do not overlap: each at the lowest free offset, in the order given, which is that
 * of their first steps.
 */
final class Layout {
    private static final int ALIGNMENT = 64;

    /** A block that must keep its place up to step {@code last}. */
    private record Block(long offset, long bytes, int last) {
        long end() {
            return offset + bytes;
        }
    }

    /** Those that must still keep their places, by their offsets. */
    private final List<Block> living = new ArrayList<>();

    private long bytes;

    /**
     * The offset of a new block, which must keep its place from step {@code first} to step {@code last}, both included; −1 if all would not
     * end before {@code limit}, unless the block is the first.
     */
    long place(long size, int first, int last, long limit) {
        living.removeIf(block -> block.last() < first);
        long rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long offset = 0;
        int index = 0;
        while (index < living.size() && living.get(index).offset() < offset + rounded) {
            offset = Math.max(offset, living.get(index).end());
            index++;
        }
        if (offset + rounded > limit && bytes > 0) {
            return -1;
        }
        living.add(index, new Block(offset, rounded, last));
        bytes = Math.max(bytes, offset + rounded);
        return offset;
    }

    /** Bytes that hold all blocks. */
    long bytes() {
        return bytes;
    }
}
