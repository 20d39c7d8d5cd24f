package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Shape;

/** The rows of patches, the last axis of {@link Window#shape}, and where in the whole their numbers are. */
final class PatchRows {
    private final int[] dims;
    private final int[] distances;
    private final int[] at;

    /** Some numbers of one row. */
    @FunctionalInterface
    interface Row {
        /**
         * @param whole the place of the first in the whole
         * @param step how far apart they are there
         * @param patch the place of the first in the patches, where they lie side by side
         */
        void accept(int whole, int step, int patch, int count);
    }

    PatchRows(Window window, Shape whole) {
        dims = window.shape(whole).dims();
        distances = window.distances(whole);
        at = new int[dims.length];
    }

    void each(Row row) {
        int last = dims.length - 1;
        int rows = 1;
        for (int axis = 0; axis < last; axis++) {
            rows *= dims[axis];
            at[axis] = 0;
        }
        int whole = 0;
        for (int i = 0; i < rows; i++) {
            row.accept(whole, distances[last], i * dims[last], dims[last]);
            for (int axis = last - 1; axis >= 0; axis--) {
                whole += distances[axis];
                if (++at[axis] < dims[axis]) {
                    break;
                }
                whole -= at[axis] * distances[axis];
                at[axis] = 0;
            }
        }
    }
}
