package org.palinode.autodiff.tensor;

import java.nio.ByteBuffer;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Positions along one axis, whole numbers in a tensor of any shape; negative ones count from the end.
 *
 * @param caller the method that they were given to, as users know it
 */
record Positions(String caller, int axis, TensorType whole) {
    /** The axis becomes those of the positions. */
    Shape part(Shape positions) {
        Shape part = whole.shape().without(axis);
        for (int i = 0; i < positions.rank(); i++) {
            part = part.insert(whole.shape().axis(axis) + i, positions.dim(i));
        }
        return part;
    }

    int length() {
        return whole.shape().dim(axis);
    }

    /** The count of numbers in front of the axis: for each, the positions are taken once more. */
    int outer() {
        int outer = 1;
        for (int i = 0; i < whole.shape().axis(axis); i++) {
            outer *= whole.shape().dim(i);
        }
        return outer;
    }

    /** The count of numbers at a position, one after another. */
    int inner() {
        return whole.shape().strides()[whole.shape().axis(axis)];
    }

    /** Position {@code index} of these, counted from the start; refuses what is none. */
    int at(Buffer positions, int index) {
        int[] found = new int[1];
        read(positions, index, found, 1);
        return found[0];
    }

    /** Writes {@code count} of these positions, from number {@code first} on, counted from the start of the axis; refuses what is none. */
    void read(Buffer positions, int first, int[] found, int count) {
        int length = length();
        ByteBuffer numbers = positions.bytes();
        boolean wide = positions.dtype() == DType.FLOAT64;
        for (int i = 0; i < count; i++) {
            double position = wide ? numbers.getDouble((first + i) << 3) : numbers.getFloat((first + i) << 2);
            int at = (int) position;
            if (at != position || at < -length || at >= length) {
                throw refusal(position, first + i, positions.size());
            }
            found[i] = at < 0 ? at + length : at;
        }
    }

    private IllegalArgumentException refusal(double position, int index, int count) {
        return new IllegalArgumentException(
                caller + " along axis " + axis + " of " + whole + " needs whole positions from " + -length() + " to "
                        + (length() - 1) + ", got " + position + " as number " + index + " of " + count);
    }
}
