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

    /** Numbers at {@code places}, which may change, at most {@code most} of them at a time. */
    static NumberPiece of(int[] places, Buffer whole, Buffer part, int most) {
        return whole.dtype() == DType.FLOAT64
                ? new Doubles(places, whole.doubles(), part.doubles(), new double[most])
                : new Floats(places, whole.floats(), part.floats(), new float[most]);
    }

    /** Numbers in float64. */
    record Doubles(int[] places, DoubleBuffer whole, DoubleBuffer part, double[] numbers) implements NumberPiece {
        @Override
        public void take(int source, int first, int target, int count) {
            for (int i = 0; i < count; i++) {
                numbers[i] = whole.get(source + places[first + i]);
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
    record Floats(int[] places, FloatBuffer whole, FloatBuffer part, float[] numbers) implements NumberPiece {
        @Override
        public void take(int source, int first, int target, int count) {
            for (int i = 0; i < count; i++) {
                numbers[i] = whole.get(source + places[first + i]);
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
