package org.palinode.autodiff.internal.plan.loop;

import java.util.Arrays;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** The unfinished numbers of a reduction, which generated code adds to, and how they become the result. */
final class Totals {
    private final Buffer result;
    private final boolean maximum;
    private final boolean accumulate;
    private final double[] doubles;
    private final float[] floats;

    /**
     * @param length how many numbers are folded into those of {@code result}: number i into i modulo its size
     * @param accumulate whether the result is added to what is there
     */
    Totals(Buffer result, int length, boolean maximum, boolean accumulate) {
        this.result = result;
        this.maximum = maximum;
        this.accumulate = accumulate;
        boolean wide = result.dtype() == DType.FLOAT64;
        doubles = wide ? new double[length] : null;
        floats = wide ? null : new float[length];
    }

    /** The array that code works on. */
    Object array() {
        return doubles != null ? doubles : floats;
    }

    void begin() {
        double neutral = maximum ? Double.NEGATIVE_INFINITY : 0;
        if (doubles != null) {
            Arrays.fill(doubles, neutral);
        } else {
            Arrays.fill(floats, (float) neutral);
        }
    }

    /** Folds in what another one collected of the same reduction. */
    void merge(Totals other) {
        if (doubles != null) {
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = maximum ? Math.max(doubles[i], other.doubles[i]) : doubles[i] + other.doubles[i];
            }
        } else {
            for (int i = 0; i < floats.length; i++) {
                floats[i] = maximum ? Math.max(floats[i], other.floats[i]) : floats[i] + other.floats[i];
            }
        }
    }

    void finish() {
        int size = result.size();
        int length = doubles != null ? doubles.length : floats.length;
        for (int i = 0; i < size; i++) {
            double folded = get(i);
            for (int j = i + size; j < length; j += size) {
                folded = maximum ? Math.max(folded, get(j)) : folded + get(j);
            }
            result.set(i, accumulate ? result.get(i) + folded : folded);
        }
    }

    private double get(int index) {
        return doubles != null ? doubles[index] : floats[index];
    }
}
