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

    /** The sum of pieces of blocks, in an array as long as the longest of them. */
    private interface Sum {
        void clear(int count);

        void set(int source, int count);

        void add(int source, int count);

        void write(int target, int count);
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
        int inner = picking.inner();
        Sum sum = sum(Math.min(PIECE, inner));
        return (from, end) -> {
            for (int i = from; i < end; i++) {
                int segment = i % segments;
                int stop = (segment + 1) * inner / segments;
                for (int start = segment * inner / segments; start < stop; start += PIECE) {
                    write(sum, i / segments, start, Math.min(PIECE, stop - start));
                }
            }
        };
    }

    /** Writes the sum of a piece of the blocks at one place, counted over all rows. */
    private void write(Sum sum, int block, int start, int count) {
        int inner = picking.inner();
        int row = block / first.length;
        int source = row * following.length * inner + start;
        int i = first[block - row * first.length];
        if (i == NONE) {
            sum.clear(count);
        } else {
            sum.set(source + i * inner, count);
            for (i = following[i]; i != NONE; i = following[i]) {
                sum.add(source + i * inner, count);
            }
        }
        sum.write(block * inner + start, count);
    }

    private Sum sum(int length) {
        return whole.dtype() == DType.FLOAT64
                ? new Doubles(part.doubles(), whole.doubles(), new double[length], new double[length])
                : new Floats(part.floats(), whole.floats(), new float[length], new float[length]);
    }

    private record Doubles(DoubleBuffer part, DoubleBuffer whole, double[] sum, double[] next) implements Sum {
        @Override
        public void clear(int count) {
            Arrays.fill(sum, 0, count, 0);
        }

        @Override
        public void set(int source, int count) {
            part.get(source, sum, 0, count);
        }

        @Override
        public void add(int source, int count) {
            part.get(source, next, 0, count);
            for (int i = 0; i < count; i++) {
                sum[i] += next[i];
            }
        }

        @Override
        public void write(int target, int count) {
            whole.put(target, sum, 0, count);
        }
    }

    private record Floats(FloatBuffer part, FloatBuffer whole, float[] sum, float[] next) implements Sum {
        @Override
        public void clear(int count) {
            Arrays.fill(sum, 0, count, 0);
        }

        @Override
        public void set(int source, int count) {
            part.get(source, sum, 0, count);
        }

        @Override
        public void add(int source, int count) {
            part.get(source, next, 0, count);
            for (int i = 0; i < count; i++) {
                sum[i] += next[i];
            }
        }

        @Override
        public void write(int target, int count) {
            whole.put(target, sum, 0, count);
        }
    }
}
