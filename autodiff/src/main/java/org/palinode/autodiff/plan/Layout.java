package org.palinode.autodiff.plan;

import java.util.ArrayList;
import java.util.List;

/** Places blocks of bytes so that blocks whose lifetimes meet do not overlap: each at the lowest free offset, in the order given. */
final class Layout {
    private static final int ALIGNMENT = 64;

    /** A block that must keep its place from step {@code first} to step {@code last}, both included. */
    record Block(long offset, long bytes, int first, int last) {
        boolean lives(int from, int to) {
            return first <= to && from <= last;
        }

        long end() {
            return offset + bytes;
        }
    }

    /** By their offsets. */
    private final List<Block> placed = new ArrayList<>();

    private long bytes;

    /** The offset of a new block; −1 if all would not end before {@code limit}, unless the block is the first. */
    long place(long size, int first, int last, long limit) {
        long rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long offset = 0;
        for (Block block : placed) {
            if (block.lives(first, last)) {
                if (offset + rounded <= block.offset()) {
                    break;
                }
                offset = Math.max(offset, block.end());
            }
        }
        if (offset + rounded > limit && !placed.isEmpty()) {
            return -1;
        }
        insert(new Block(offset, rounded, first, last));
        bytes = Math.max(bytes, offset + rounded);
        return offset;
    }

    private void insert(Block block) {
        int index = placed.size();
        while (index > 0 && placed.get(index - 1).offset() > block.offset()) {
            index--;
        }
        placed.add(index, block);
    }

    /** Bytes that hold all blocks. */
    long bytes() {
        return bytes;
    }
}
