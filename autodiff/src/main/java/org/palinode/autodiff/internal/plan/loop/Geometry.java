package org.palinode.autodiff.internal.plan.loop;

/**
 * Division of the numbers of a loop into rows and blocks.
 *
 * @param rows full ones
 * @param columns of a row
 * @param lastColumns of one more row that is not full; 0 if there is none
 * @param blockRows rows of a block
 * @param blockColumns columns of a block, up to {@link #SLACK} more at the end of a row
 * @param copies how often the numbers of a row are repeated to make rows of whole vectors
 */
record Geometry(int rows, int columns, int lastColumns, int blockRows, int blockColumns, int copies) {
    /** A rest shorter than this, the length of the longest vectors, joins the block before. */
    static final int SLACK = 64;

    /** Numbers of a block: some arrays of it fit into the first-level cache. */
    private static final int BLOCK = 1024;

    /** Rows are repeated up to about this length. */
    private static final int LONG_ROW = 512;

    /**
     * @param columns of a row; 0 if rows do not matter
     * @param rigid whether a row must stay a row
     * @param blocked whether a block's numbers must fit into the cache
     */
    static Geometry of(int size, int columns, int lanes, boolean rigid, boolean blocked) {
        int copies = columns == 0 || rigid ? 1 : copies(size, columns, lanes);
        int row = columns == 0 ? size : columns * copies;
        int rows = size / row;
        int last = size - rows * row;
        int blockRows = blocked ? Math.max(1, BLOCK / row) : Math.max(rows, 1);
        return new Geometry(rows, row, last, blockRows, blocked ? BLOCK : row, copies);
    }

    /** The number of copies with which a row consists of whole vectors, or with which there is one row only. */
    private static int copies(int size, int columns, int lanes) {
        int rows = size / columns;
        if (columns % lanes == 0 && columns >= 4 * lanes || columns >= LONG_ROW && columns >= 8 * lanes) {
            return 1;
        }
        if (size <= LONG_ROW) {
            return rows;
        }
        int whole = lanes / gcd(lanes, columns);
        int copies = whole * Math.max(1, LONG_ROW / (columns * whole));
        while (copies < rows && rows % copies * columns < lanes && rows % copies != 0) {
            copies += whole;
        }
        return Math.min(copies, rows);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** All numbers. */
    Stretch whole() {
        return new Stretch(0, rows, 0, columns, true);
    }

    /** The number of stretches that {@link #stretch} can make, up to {@code wanted}. */
    int stretches(int wanted) {
        return Math.max(1, Math.min(wanted, isOneRow() ? columns / SLACK : rows / rowStep()));
    }

    /** Stretch {@code index} of {@code count} about equal ones: whole blocks of rows, or pieces of the only row. */
    Stretch stretch(int index, int count) {
        if (isOneRow()) {
            return new Stretch(
                    0, 1, boundary(index, count, columns, SLACK), boundary(index + 1, count, columns, SLACK), false);
        }
        int first = boundary(index, count, rows, rowStep());
        int end = boundary(index + 1, count, rows, rowStep());
        return new Stretch(first, end, 0, columns, index == count - 1);
    }

    /** Rows are divided between blocks only, if there are several. */
    private int rowStep() {
        return blockRows < rows ? blockRows : 1;
    }

    private boolean isOneRow() {
        return rows == 1 && lastColumns == 0;
    }

    private static int boundary(int index, int count, int length, int step) {
        return index == count ? length : (int) ((long) length * index / count) / step * step;
    }

    /** The shortest row, which must not be shorter than a vector. */
    int shortest() {
        return lastColumns > 0 ? Math.min(columns, lastColumns) : columns;
    }

    /** Numbers of the largest block. */
    int blockSize() {
        int width = Math.min(columns, blockColumns + SLACK);
        return Math.min(blockRows, rows + 1) * width;
    }
}
