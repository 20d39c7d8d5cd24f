package org.palinode.autodiff.tensor;

import java.nio.ByteBuffer;
import org.palinode.autodiff.internal.kernel.parallel.SplitRows;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/**
 * Kernels that take what lies at the same places of each row [length, inner] of a whole, or add it there: blocks of numbers side by side here,
 * short ones number by number in {@link PickedNumbers}.
 *
 * @param places in a row, checked and written at each run before anything moves
 */
record Picking(int[] places, int outer, int length, int inner) {
    /** Numbers side by side from which on a copy as a block is quicker than one by one. */
    private static final int BLOCK = 16;

    /** About the ns that a number takes to move, or to be added. */
    private static final double MOVE = 0.7;

    private static final double ADD = 1;

    /** Rows that are divided where there are fewer, and numbers side by side that are worth a part then. */
    private static final int FEW_ROWS = 8;

    private static final int SEGMENT = 32;

    private static Picking of(Buffer at, Positions positions) {
        return new Picking(new int[at.size()], positions.outer(), positions.length(), positions.inner());
    }

    static Kernel take(Buffer at, Positions positions, Buffer whole, Buffer part) {
        if (positions.inner() >= BLOCK) {
            return of(at, positions).takeBlocks(at, positions, whole, part);
        }
        PickedNumbers numbers = new PickedNumbers(at.size(), positions);
        double time = MOVE * at.size() * positions.inner();
        Kernel taking = SplitRows.ofOwn(positions.outer(), time, () -> numbers.taking(whole, part));
        return () -> {
            numbers.read(at);
            taking.run();
        };
    }

    /** Zeros, and each number of {@code part} added at its place: in the order of the positions, whatever is done side by side. */
    static Kernel add(Buffer at, Positions positions, Buffer part, Buffer whole) {
        if (positions.inner() >= BLOCK) {
            return of(at, positions).addBlocks(at, positions, part, whole);
        }
        PickedNumbers numbers = new PickedNumbers(at.size(), positions);
        double time = ADD * at.size() * positions.inner();
        Kernel adding = SplitRows.ofOwn(positions.outer(), time, () -> numbers.adding(part, whole));
        return () -> {
            numbers.read(at);
            whole.fill(0);
            adding.run();
        };
    }

    private Kernel takeBlocks(Buffer at, Positions positions, Buffer whole, Buffer part) {
        Kernel taking = SplitRows.of(outer * places.length, MOVE * inner, blocks(whole, part));
        return () -> {
            read(at, positions);
            taking.run();
        };
    }

    private Kernel addBlocks(Buffer at, Positions positions, Buffer part, Buffer whole) {
        BlockSums sums = new BlockSums(this, part, whole);
        int segments = outer * length < FEW_ROWS ? Math.max(1, Math.min(FEW_ROWS, inner / SEGMENT)) : 1;
        Kernel adding = SplitRows.ofOwn(
                outer * length * segments,
                ADD * places.length * inner / (length * segments),
                () -> sums.rows(segments));
        return () -> {
            read(at, positions);
            sums.sort();
            adding.run();
        };
    }

    private void read(Buffer at, Positions positions) {
        positions.read(at, 0, places, places.length);
        for (int i = 0; i < places.length; i++) {
            places[i] *= inner;
        }
    }

    private SplitRows.Rows blocks(Buffer whole, Buffer part) {
        ByteBuffer from = whole.bytes();
        ByteBuffer to = part.bytes();
        int width = part.dtype().bytes();
        int bytes = inner * width;
        return (first, end) -> {
            for (int i = first; i < end; i++) {
                int row = i / places.length;
                to.put(i * bytes, from, (row * length * inner + places[i - row * places.length]) * width, bytes);
            }
        };
    }
}
