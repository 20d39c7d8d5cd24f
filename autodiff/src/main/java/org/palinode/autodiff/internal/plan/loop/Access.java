package org.palinode.autodiff.internal.plan.loop;

import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.memory.Shape;

/**
 * Access of a loop over [rows, columns] to an operand: number (i, j) is at {@code offset} + i {@code row} + j {@code column} in the root.
 *
 * @param row numbers from one row to the next; {@link #DENSE} if each row follows the one before
 * @param column 1, or 0 where a row has one number
 */
record Access(Atom root, int offset, int row, int column) {
    static final int DENSE = Integer.MIN_VALUE; // no distance: rows in reverse order are -1 apart

    /** The access of a loop over all numbers, {@code columns} in a row, or 0 if the loop has no rows; null if there is none. */
    static Access of(Strided view, int columns) {
        if (view.place().isConstant()) {
            return new Access(view.root(), view.offset(), 0, 0);
        }
        if (view.place().isDense()) {
            return new Access(view.root(), view.offset(), DENSE, 1);
        }
        int[] inner = {1, 0};
        int[] outer = {1, 0};
        int wanted = columns == 0 ? view.shape().size() : columns;
        Shape shape = view.shape();
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            int[] part = inner[0] < wanted ? inner : outer;
            if (!extend(part, shape.dim(axis), view.strides()[axis])) {
                return null;
            }
        }
        if (inner[0] != wanted || inner[1] > 1 || inner[1] < 0) {
            return null;
        }
        return new Access(view.root(), view.offset(), outer[1], inner[1]);
    }

    /** Adds an axis in front of (length, stride); false if the numbers do not continue at the same distance. */
    private static boolean extend(int[] part, int length, int stride) {
        if (length == 1) {
            return true;
        }
        if (part[0] == 1) {
            part[1] = stride;
        } else if (stride != part[0] * part[1]) {
            return false;
        }
        part[0] *= length;
        return true;
    }

    boolean isScalar() {
        return column == 0 && row == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Access that
                && root.equals(that.root)
                && offset == that.offset
                && row == that.row
                && column == that.column;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * root.hashCode() + offset) + row) + column;
    }
}
