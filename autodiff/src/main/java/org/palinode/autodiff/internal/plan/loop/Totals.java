package org.palinode.autodiff.internal.plan.loop;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** The unfinished numbers of a reduction, which generated code adds to, and how they become the result. */
final class Totals {
    private final Buffer result;
    private final Object view;
    private final NumberFunction function;
    private final boolean rows;
    private final boolean accumulate;
    private final double[] doubles;
    private final float[] floats;

    /**
     * @param sink which reduction
     * @param length how many numbers are folded into those of {@code result}: number i into i modulo its size
     * @param accumulate whether the result is added to what is there
     */
    Totals(Buffer result, Recipe.Sink sink, int length, boolean accumulate) {
        this.result = result;
        view = NumberBuffers.view(result);
        function = sink.function();
        rows = sink.over() == Nest.Over.COLUMNS;
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

    /** Folds in what another one collected of the same reduction in a part of the loop: of rows that it has not seen there is nothing. */
    void merge(Totals other, Stretch part) {
        int from = rows ? part.r0() : 0;
        int end = rows ? part.r1() : length();
        for (int i = from; i < end; i++) {
            double merged = function.evaluate(get(i), other.get(i), 0);
            if (doubles != null) {
                doubles[i] = merged;
            } else {
                floats[i] = (float) merged;
            }
        }
    }

    void finish() {
        int size = result.size();
        int length = length();
        if (length == size && !accumulate) {
            copyAll();
            return;
        }
        for (int i = 0; i < size; i++) {
            double folded = get(i);
            for (int j = i + size; j < length; j += size) {
                folded = function.evaluate(folded, get(j), 0);
            }
            result.set(i, accumulate ? result.get(i) + folded : folded);
        }
    }

    private void copyAll() {
        if (doubles != null) {
            ((DoubleBuffer) view).put(0, doubles);
        } else {
            ((FloatBuffer) view).put(0, floats);
        }
    }

    private int length() {
        return doubles != null ? doubles.length : floats.length;
    }

    private double get(int index) {
        return doubles != null ? doubles[index] : floats[index];
    }
}
