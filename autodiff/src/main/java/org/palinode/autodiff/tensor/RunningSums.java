package org.palinode.autodiff.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.internal.kernel.parallel.SplitRows;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;

/**
 * Kernels of sums along an axis up to each number, in double. An addition waits for the one before, so four sums run side by side: of numbers
 * next to each other, or of rows where the axis is the last.
 */
final class RunningSums {
    private static final int TOGETHER = 4;

    /** About the ns that a number takes. */
    private static final double TIME = 0.6;

    private final int length;
    private final int step;
    private final int apart;
    private final int block;
    private final int first;

    /**
     * Sums of {@code length} numbers that are {@code stride} apart, from the last to the first if {@code reversed}; the first numbers of
     * {@code block} sums are equally far apart.
     */
    private RunningSums(int length, int stride, int sums, boolean reversed) {
        this.length = length;
        step = reversed ? -stride : stride;
        apart = stride == 1 ? length : 1;
        block = stride == 1 ? sums : stride;
        first = reversed ? (length - 1) * stride : 0;
    }

    static Kernel kernel(Buffer in, Buffer out, int axis, boolean reversed) {
        int length = in.shape().dim(axis);
        int sums = length == 0 ? 0 : out.size() / length;
        int stride = in.shape().strides()[in.shape().axis(axis)];
        RunningSums running = new RunningSums(length, stride, sums, reversed);
        int groups = (sums + TOGETHER - 1) / TOGETHER;
        double time = TIME * TOGETHER * length;
        if (in.dtype() == DType.FLOAT64) {
            DoubleBuffer x = in.doubles();
            DoubleBuffer y = out.doubles();
            return SplitRows.of(
                    groups, time, (from, end) -> running.add(x, y, from * TOGETHER, Math.min(end * TOGETHER, sums)));
        }
        FloatBuffer x = in.floats();
        FloatBuffer y = out.floats();
        return SplitRows.of(
                groups, time, (from, end) -> running.add(x, y, from * TOGETHER, Math.min(end * TOGETHER, sums)));
    }

    private int place(int sum) {
        return sum / block * block * length + sum % block * apart + first;
    }

    private boolean hasFour(int sum, int end) {
        return sum + TOGETHER <= Math.min(end, (sum / block + 1) * block);
    }

    private void add(DoubleBuffer x, DoubleBuffer y, int from, int end) {
        int sum = from;
        while (sum < end) {
            int at = place(sum);
            if (hasFour(sum, end)) {
                four(x, y, at);
                sum += TOGETHER;
            } else {
                double total = 0;
                for (int j = 0; j < length; j++, at += step) {
                    total += x.get(at);
                    y.put(at, total);
                }
                sum++;
            }
        }
    }

    private void four(DoubleBuffer x, DoubleBuffer y, int start) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int at = start;
        for (int j = 0; j < length; j++, at += step) {
            a += x.get(at);
            b += x.get(at + apart);
            c += x.get(at + 2 * apart);
            d += x.get(at + 3 * apart);
            y.put(at, a);
            y.put(at + apart, b);
            y.put(at + 2 * apart, c);
            y.put(at + 3 * apart, d);
        }
    }

    private void add(FloatBuffer x, FloatBuffer y, int from, int end) {
        int sum = from;
        while (sum < end) {
            int at = place(sum);
            if (hasFour(sum, end)) {
                four(x, y, at);
                sum += TOGETHER;
            } else {
                double total = 0;
                for (int j = 0; j < length; j++, at += step) {
                    total += x.get(at);
                    y.put(at, (float) total);
                }
                sum++;
            }
        }
    }

    private void four(FloatBuffer x, FloatBuffer y, int start) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int at = start;
        for (int j = 0; j < length; j++, at += step) {
            a += x.get(at);
            b += x.get(at + apart);
            c += x.get(at + 2 * apart);
            d += x.get(at + 3 * apart);
            y.put(at, (float) a);
            y.put(at + apart, (float) b);
            y.put(at + 2 * apart, (float) c);
            y.put(at + 3 * apart, (float) d);
        }
    }
}
