package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Shape;

/** Index arithmetic of broadcasting, for kernels that read one number at a time. */
public final class Broadcast {
    private Broadcast() {}

    /** For each number of {@code out}, where a tensor of shape {@code in} has it; null where that is the same index. */
    static int[] indices(Shape in, Shape out) {
        return in.equals(out) ? null : strided(in.stridesIn(out), 0, out);
    }

    /** {@code offset} + Σ strides × multi-index, for each number of {@code out} in row-major order. */
    public static int[] strided(int[] strides, int offset, Shape out) {
        int[] indices = new int[out.size()];
        int[] at = new int[out.rank()];
        int index = offset;
        for (int i = 0; i < indices.length; i++) {
            indices[i] = index;
            for (int axis = at.length - 1; axis >= 0; axis--) {
                index += strides[axis];
                if (++at[axis] < out.dim(axis)) {
                    break;
                }
                index -= strides[axis] * at[axis];
                at[axis] = 0;
            }
        }
        return indices;
    }
}
