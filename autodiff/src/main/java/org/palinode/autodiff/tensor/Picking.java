package org.palinode.autodiff.tensor;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.internal.kernel.parallel.SplitRows;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;

/**
 * Kernels that take numbers from the same places of each row [length, inner] of a whole, or add them there. Loops over numbers are written for each
 * type: one loop over rows with a call for each column took twice as long in float32.
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
        Picking picking = of(at, positions);
        SplitRows.Rows rows = picking.inner >= BLOCK
                ? picking.blocks(whole, part)
                : whole.dtype() == DType.FLOAT64
                        ? picking.numbers(whole.doubles(), part.doubles())
                        : picking.numbers(whole.floats(), part.floats());
        boolean byRows = picking.inner < BLOCK;
        int count = picking.places.length;
        double time = MOVE * picking.inner;
        Kernel moving =
                SplitRows.of(byRows ? picking.outer : picking.outer * count, byRows ? time * count : time, rows);
        return () -> {
            picking.read(at, positions);
            moving.run();
        };
    }

    /** Zeros, and each number of {@code part} added at its place: in the order of the positions, whatever is done side by side. */
    static Kernel add(Buffer at, Positions positions, Buffer part, Buffer whole) {
        Picking picking = of(at, positions);
        return picking.inner >= BLOCK
                ? picking.addBlocks(at, positions, part, whole)
                : picking.addNumbers(at, positions, part, whole);
    }

    private Kernel addNumbers(Buffer at, Positions positions, Buffer part, Buffer whole) {
        SplitRows.Rows rows = whole.dtype() == DType.FLOAT64
                ? adding(part.doubles(), whole.doubles())
                : adding(part.floats(), whole.floats());
        Kernel adding = SplitRows.of(outer, ADD * places.length * inner, rows);
        return () -> {
            read(at, positions);
            whole.fill(0);
            adding.run();
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
        for (int i = 0; i < places.length; i++) {
            places[i] = positions.at(at, i) * inner;
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

    private SplitRows.Rows numbers(DoubleBuffer whole, DoubleBuffer part) {
        return (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int j = 0; j < inner; j++) {
                    int source = row * length * inner + j;
                    int target = row * places.length * inner + j;
                    for (int i = 0; i < places.length; i++) {
                        part.put(target + i * inner, whole.get(source + places[i]));
                    }
                }
            }
        };
    }

    private SplitRows.Rows numbers(FloatBuffer whole, FloatBuffer part) {
        return (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int j = 0; j < inner; j++) {
                    int source = row * length * inner + j;
                    int target = row * places.length * inner + j;
                    for (int i = 0; i < places.length; i++) {
                        part.put(target + i * inner, whole.get(source + places[i]));
                    }
                }
            }
        };
    }

    private SplitRows.Rows adding(DoubleBuffer part, DoubleBuffer whole) {
        return (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int j = 0; j < inner; j++) {
                    add(part, row * places.length * inner + j, whole, row * length * inner + j);
                }
            }
        };
    }

    private void add(DoubleBuffer part, int source, DoubleBuffer whole, int target) {
        for (int i = 0; i < places.length; i++) {
            int place = target + places[i];
            whole.put(place, whole.get(place) + part.get(source + i * inner));
        }
    }

    private SplitRows.Rows adding(FloatBuffer part, FloatBuffer whole) {
        return (first, end) -> {
            for (int row = first; row < end; row++) {
                for (int j = 0; j < inner; j++) {
                    add(part, row * places.length * inner + j, whole, row * length * inner + j);
                }
            }
        };
    }

    private void add(FloatBuffer part, int source, FloatBuffer whole, int target) {
        for (int i = 0; i < places.length; i++) {
            int place = target + places[i];
            whole.put(place, whole.get(place) + part.get(source + i * inner));
        }
    }
}
