package org.palinode.autodiff.linear;

import org.palinode.autodiff.memory.Buffer;

/** Looks at the entries of a matrix: LAPACK takes NaN and infinities as it takes numbers. */
final class Entries {
    private Entries() {}

    static boolean areFinite(Buffer matrix) {
        for (int i = 0; i < matrix.size(); i++) {
            if (!(Math.abs(matrix.get(i)) < Double.POSITIVE_INFINITY)) {
                return false;
            }
        }
        return true;
    }
}
