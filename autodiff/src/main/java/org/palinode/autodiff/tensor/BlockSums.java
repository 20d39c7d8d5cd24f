package org.palinode.autodiff.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.palinode.autodiff.internal.kernel.parallel.SplitRows;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/**
 * Sums of blocks of numbers by place, in the order of their positions; 0 at places without any. They are added up in arrays of the heap,
 * because the JIT compiler makes vectors of loops over those alone.
 */
final class BlockSums {
    /** Numbers of a block that are added up at a time: they stay in the nearest cache. */
    private static final int PIECE = 1024;

    private static final int NONE = -1;

    private final Picking picking;
    private final Buffer part;
    private final Buffer whole;

    /** The first position at each place, and the next at the same place after each position. */
    private final int[] first;

    private final int[] following;

    /** Writes the sum of a piece of the blocks at one place, counted over all rows. */
    @FunctionalInterface
    private interface Sum {
        void write(int block, int start, int count);
    }

    BlockSums(Picking picking, Buffer part, Buffer whole) {
        this.picking = picking;
        this.part = part;
        this.whole = whole;
        first = new int[picking.length()];
        following = new int[picking.places().length];
    }

    /** Sorts the positions by place, after the places were read. */
    void sort() {
        Arrays.fill(first, NONE);
        for (int i = following.length - 1; i >= 0; i--) {
            int place = picking.places()[i] / picking.inner();
            following[i] = first[place];
            first[place] = i;
        }
    }

    /** Work on places, one after another, of {@code segments} segments each, with memory of its own. */
    SplitRows.Rows rows(int segments) {
        Sum sum = whole.dtype() == DType.FLOAT64
                ? sum(part.doubles(), whole.doubles())
                : sum(part.floats(), whole.floats());
        int inner = picking.inner();
        return (from, end) -> {
            for (int i = from; i < end; i++) {
                int segment = i % segments;
                write(sum, i / segments, segment * inner / segments, (segment + 1) * inner / segments);
            }
        };
    }

    private static void write(Sum sum, int block, int start, int stop) {
        for (int piece = start; piece < stop; piece += PIECE) {
            sum.write(block, piece, Math.min(PIECE, stop - piece));
        }
    }

    private Sum sum(DoubleBuffer part, DoubleBuffer whole) {
        int inner = picking.inner();
        int length = Math.min(PIECE, inner);
        double[] sum = new double[length];
        double[] next = new double[length];
        return (block, start, count) -> {
            int row = block / first.length;
            int source = row * following.length * inner + start;
            int i = first[block - row * first.length];
            if (i == NONE) {
                Arrays.fill(sum, 0);
            } else {
                part.get(source + i * inner, sum, 0, count);
                for (i = following[i]; i != NONE; i = following[i]) {
                    part.get(source + i * inner, next, 0, count);
                    add(sum, next, count);
                }
            }
            whole.put(block * inner + start, sum, 0, count);
        };
    }

    private Sum sum(FloatBuffer part, FloatBuffer whole) {
        int inner = picking.inner();
        int length = Math.min(PIECE, inner);
        float[] sum = new float[length];
        float[] next = new float[length];
        return (block, start, count) -> {
            int row = block / first.length;
            int source = row * following.length * inner + start;
            int i = first[block - row * first.length];
            if (i == NONE) {
                Arrays.fill(sum, 0);
            } else {
                part.get(source + i * inner, sum, 0, count);
                for (i = following[i]; i != NONE; i = following[i]) {
                    part.get(source + i * inner, next, 0, count);
                    add(sum, next, count);
                }
            }
            whole.put(block * inner + start, sum, 0, count);
        };
    }

    private static void add(double[] sum, double[] next, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += next[i];
        }
    }

    private static void add(float[] sum, float[] next, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += next[i];
        }
    }
}
