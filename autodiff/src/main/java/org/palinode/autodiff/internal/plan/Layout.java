package org.palinode.autodiff.internal.plan;

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

    /** By their offsets; those whose time is over are removed when they are met. */
    private final List<Block> placed = new ArrayList<>();

    private long bytes;

    /**
     * The offset of a new block, which must keep its place from step {@code first} to step {@code last}, both included; −1 if all would not
     * end before {@code limit}, unless the block is the first.
     */
    long place(long size, int first, int last, long limit) {
        long rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long offset = 0;
        int index = 0;
        while (index < placed.size() && placed.get(index).offset() < offset + rounded) {
            Block block = placed.get(index);
            if (block.last() < first) {
                placed.remove(index);
            } else {
                offset = Math.max(offset, block.end());
                index++;
            }
        }
        if (offset + rounded > limit && bytes > 0) {
            return -1;
        }
        placed.add(index, new Block(offset, rounded, last));
        bytes = Math.max(bytes, offset + rounded);
        return offset;
    }

    /** Bytes that hold all blocks. */
    long bytes() {
        return bytes;
    }
}
