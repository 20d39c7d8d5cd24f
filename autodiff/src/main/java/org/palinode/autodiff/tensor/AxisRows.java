package org.palinode.autodiff.tensor;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;

/** Rows of numbers along an axis, read one at a time into an array of the heap. The choice of type is made once a row. */
final class AxisRows {
    private final int length;
    private final int stride;
    private final double[] numbers;
    private final DoubleBuffer doubles;
    private final FloatBuffer floats;
    private final float[] singles;

    AxisRows(Buffer x, int axis) {
        Shape shape = x.shape();
        length = shape.dim(axis);
        stride = shape.strides()[shape.axis(axis)];
        numbers = new double[length];
        boolean isWide = x.dtype() == DType.FLOAT64;
        doubles = isWide ? x.doubles() : null;
        floats = isWide ? null : x.floats();
        singles = new float[isWide ? 0 : length];
    }

    /** The place of number {@code index} of a row. */
    int place(int row, int index) {
        return row / stride * stride * length + row % stride + index * stride;
    }

    /** The numbers of a row, valid until the next is read. */
    double[] read(int row) {
        int first = place(row, 0);
        if (doubles == null) {
            readSingles(first);
        } else if (stride == 1) {
            doubles.get(first, numbers);
        } else {
            for (int j = 0; j < length; j++) {
                numbers[j] = doubles.get(first + j * stride);
            }
        }
        return numbers;
    }

    private void readSingles(int first) {
        if (stride == 1) {
            floats.get(first, singles);
        } else {
            for (int j = 0; j < length; j++) {
                singles[j] = floats.get(first + j * stride);
            }
        }
        for (int j = 0; j < length; j++) {
            numbers[j] = singles[j];
        }
    }
}
