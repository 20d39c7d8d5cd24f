package org.palinode.autodiff.internal.plan.loop;

import java.util.Arrays;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** The unfinished numbers of a reduction, which generated code adds to, and how they become the result. */
final class Totals {
    private final Buffer result;
    private final NumberFunction function;
    private final boolean accumulate;
    private final double[] doubles;
    private final float[] floats;

    /**
     * @param length how many numbers are folded into those of {@code result}: number i into i modulo its size
     * @param accumulate whether the result is added to what is there
     */
    Totals(Buffer result, int length, NumberFunction function, boolean accumulate) {
        this.result = result;
        this.function = function;
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
        double start = function.start();
        if (doubles != null) {
            Arrays.fill(doubles, start);
        } else {
            Arrays.fill(floats, (float) start);
        }
    }

    /** Folds in what another one collected of the same reduction. */
    void merge(Totals other) {
        if (doubles != null) {
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = function.evaluate(doubles[i], other.doubles[i], 0);
            }
        } else {
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) function.evaluate(floats[i], other.floats[i], 0);
            }
        }
    }

    void finish() {
        int size = result.size();
        int length = doubles != null ? doubles.length : floats.length;
        for (int i = 0; i < size; i++) {
            double folded = get(i);
            for (int j = i + size; j < length; j += size) {
                folded = function.evaluate(folded, get(j), 0);
            }
            result.set(i, accumulate ? result.get(i) + folded : folded);
        }
    }

    private double get(int index) {
        return doubles != null ? doubles[index] : floats[index];
    }
}
