package org.palinode.autodiff.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/**
 * Numbers that move together between places in a whole and a part where they lie side by side. They pass through an array of the heap, because the
 * JIT compiler finds less to check in loops over those. Loops are written for each type: one for both took twice as long in float32.
 */
interface NumberPiece {
    /** Numbers that move at a time: they stay in the nearest cache. */
    int MOST = 1024;

    /** Either of {@link #take} and {@link #add}. */
    @FunctionalInterface
    interface Move {
        void run(int source, int first, int target, int count);
    }

    /** Writes numbers to the part from {@code target} on: those at the places from number {@code first} on, behind {@code source}. */
    void take(int source, int first, int target, int count);

    /** Adds numbers of the part from {@code target} on at these places, one after another. */
    void add(int source, int first, int target, int count);

    /**
     * Numbers at {@code places}, which may change, at most {@code most} of them at a time.
     *
     * @param span of the whole behind a source in which all places lie; where it is short, it is copied to the heap first
     */
    static NumberPiece of(int[] places, int span, Buffer whole, Buffer part, int most) {
        int near = span <= 2 * most ? span : 0;
        return whole.dtype() == DType.FLOAT64
                ? new Doubles(places, whole.doubles(), part.doubles(), new double[most], new double[near])
                : new Floats(places, whole.floats(), part.floats(), new float[most], new float[near]);
    }

    /** Numbers in float64. */
    record Doubles(int[] places, DoubleBuffer whole, DoubleBuffer part, double[] numbers, double[] near)
            implements NumberPiece {
        @Override
        public void take(int source, int first, int target, int count) {
            if (near.length > 0) {
                whole.get(source, near, 0, Math.min(near.length, whole.limit() - source));
                for (int i = 0; i < count; i++) {
                    numbers[i] = near[places[first + i]];
                }
            } else {
                for (int i = 0; i < count; i++) {
                    numbers[i] = whole.get(source + places[first + i]);
                }
            }
            part.put(target, numbers, 0, count);
        }

        @Override
        public void add(int source, int first, int target, int count) {
            part.get(target, numbers, 0, count);
            for (int i = 0; i < count; i++) {
                int place = source + places[first + i];
                whole.put(place, whole.get(place) + numbers[i]);
            }
        }
    }

    /** Numbers in float32. */
    record Floats(int[] places, FloatBuffer whole, FloatBuffer part, float[] numbers, float[] near)
            implements NumberPiece {
        @Override
        public void take(int source, int first, int target, int count) {
            if (near.length > 0) {
                whole.get(source, near, 0, Math.min(near.length, whole.limit() - source));
                for (int i = 0; i < count; i++) {
                    numbers[i] = near[places[first + i]];
                }
            } else {
                for (int i = 0; i < count; i++) {
                    numbers[i] = whole.get(source + places[first + i]);
                }
            }
            part.put(target, numbers, 0, count);
        }

        @Override
        public void add(int source, int first, int target, int count) {
            part.get(target, numbers, 0, count);
            for (int i = 0; i < count; i++) {
                int place = source + places[first + i];
                whole.put(place, whole.get(place) + numbers[i]);
            }
        }
    }
}
