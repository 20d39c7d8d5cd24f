package org.palinode.autodiff.internal.kernel.operation;

import java.util.Arrays;
import org.palinode.autodiff.memory.Shape;

/** Places of numbers: number (i, j, ...) of {@code shape} is number {@code offset} + i {@code strides[0]} + j {@code strides[1]} + ... */
public record Strides(int offset, Shape shape, int[] strides) {
    /** All numbers in row-major order. */
    public static Strides whole(Shape shape) {
        return new Strides(0, shape, shape.strides());
    }

    /** The same number everywhere. */
    public static Strides single(Shape shape) {
        return new Strides(0, shape, new int[shape.rank()]);
    }

    /** The place of number {@code index}, counted in row-major order. */
    public int index(int index) {
        int at = offset;
        int rest = index;
        for (int axis = shape.rank() - 1; axis >= 0 && rest > 0; axis--) {
            at += rest % shape.dim(axis) * strides[axis];
            rest /= shape.dim(axis);
        }
        return at;
    }

    /** The places of all numbers, in row-major order. */
    public int[] indices() {
        int[] indices = new int[shape.size()];
        int[] at = new int[shape.rank()];
        int index = offset;
        for (int i = 0; i < indices.length; i++) {
            indices[i] = index;
            for (int axis = at.length - 1; axis >= 0; axis--) {
                index += strides[axis];
                if (++at[axis] < shape.dim(axis)) {
                    break;
                }
                index -= strides[axis] * at[axis];
                at[axis] = 0;
            }
        }
        return indices;
    }

    /** True if the numbers lie one after another. */
    public boolean isDense() {
        int expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) != 1 && strides[axis] != expected) {
                return false;
            }
            expected *= shape.dim(axis);
        }
        return true;
    }

    /** True if it is the same number everywhere. */
    public boolean isConstant() {
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) != 1 && strides[axis] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Under another shape; null where the numbers cannot be found by strides then. */
    public Strides reshape(Shape next) {
        if (isConstant()) {
            return new Strides(offset, next, new int[next.rank()]);
        }
        if (isDense()) {
            return new Strides(offset, next, next.strides());
        }
        int[] kept = new int[next.rank()];
        int own = 0;
        for (int axis = 0; axis < next.rank(); axis++) {
            if (next.dim(axis) != 1) {
                while (own < shape.rank() && shape.dim(own) == 1) {
                    own++;
                }
                if (own == shape.rank() || shape.dim(own) != next.dim(axis)) {
                    return null;
                }
                kept[axis] = strides[own++];
            }
        }
        return new Strides(offset, next, kept);
    }

    /** The numbers of shape {@code next} from {@code start} on along an axis. */
    public Strides slice(int axis, int start, Shape next) {
        return new Strides(offset + start * strides[axis], next, strides);
    }

    /** The numbers of shape {@code next} from {@code start} on, {@code step} apart along an axis. */
    public Strides every(int axis, int start, int step, Shape next) {
        int[] stretched = strides.clone();
        stretched[axis] = step * strides[axis];
        return new Strides(offset + start * strides[axis], next, stretched);
    }

    /** The numbers whose last two indices are equal. */
    public Strides diagonal(Shape next) {
        int last = strides.length - 1;
        int[] joint = Arrays.copyOf(strides, last);
        joint[last - 1] = strides[last - 1] + strides[last];
        return new Strides(offset, next, joint);
    }

    /** Stretched by numpy's rules. */
    public Strides broadcast(Shape next) {
        int[] stretched = new int[next.rank()];
        int added = next.rank() - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            stretched[added + axis] = shape.dim(axis) == next.dim(added + axis) ? strides[axis] : 0;
        }
        return new Strides(offset, next, stretched);
    }
}
