package org.palinode.ode.noise;

/**
 * Increments of one Brownian path, put together from the nodes of its tree: what the first cell has after the beginning, the largest nodes
 * between, what the last cell has before the end. Nothing is taken as a difference of values counted from t0, which would lose the areas of
 * short intervals to rounding. A pure function of its times; what it remembers makes neighbours cheap. Belongs to one thread.
 */
final class TreeCursor implements IncrementReader {
    private final TreeGrid grid;
    private final TreeNodes nodes;
    private PartedCell one;
    private PartedCell other;

    /** A cell that is parted at a time inside of it. */
    private static final class PartedCell {
        double at = Double.NaN;
        final Increments before;
        final Increments after;

        PartedCell(LevyArea level, int components) {
            before = new Increments(level, components);
            after = new Increments(level, components);
        }
    }

    /** The path over [t0, t1] whose law is exact at times that are {@code tolerance} apart, with so many components. */
    TreeCursor(double t0, double t1, double tolerance, Normals normals, LevyArea level, int components) {
        grid = TreeGrid.of(t0, t1, tolerance);
        nodes = new TreeNodes(grid, normals, level, components);
        one = new PartedCell(level, components);
        other = new PartedCell(level, components);
    }

    @Override
    public void read(double from, double to, Increments into) {
        double first = grid.inside(Math.min(from, to));
        double last = grid.inside(Math.max(from, to));
        long firstCell = grid.cell(first);
        long lastCell = grid.cell(last);
        if (firstCell == lastCell) {
            within(firstCell, first, last, into);
        } else {
            into.over(0);
            long next = firstCell;
            if (first > grid.start(grid.depth(), firstCell)) {
                append(into, parted(firstCell, first).after);
                next++;
            }
            between(next, lastCell, into);
            if (last > grid.start(grid.depth(), lastCell)) {
                append(into, parted(lastCell, last).before);
            }
        }
        if (to < from) {
            into.reverse();
        }
    }

    /** The largest nodes that together are these cells. */
    private void between(long from, long to, Increments into) {
        long cell = from;
        while (cell < to) {
            int size = Math.min(
                    Long.numberOfTrailingZeros(cell | 1L << grid.depth()), 63 - Long.numberOfLeadingZeros(to - cell));
            append(into, nodes.node(grid.depth() - size, cell >> size));
            cell += 1L << size;
        }
    }

    /** Both ends in one cell: shorter than the tolerance, where the path is continuous, but its law is not promised. */
    private void within(long cell, double first, double last, Increments into) {
        if (first == last) {
            into.clear();
        } else if (first == grid.start(grid.depth(), cell)) {
            into.set(parted(cell, last).before);
        } else {
            Increments before = parted(cell, last).before;
            into.rest(before, parted(cell, first).before);
        }
    }

    private static void append(Increments into, Increments next) {
        if (into.length() == 0) {
            into.set(next);
        } else {
            into.then(next);
        }
    }

    /** The two times parted last are remembered: the end of a step is the beginning of the next. */
    private PartedCell parted(long cell, double t) {
        if (one.at != t) {
            PartedCell older = other;
            other = one;
            one = older;
        }
        if (one.at != t) {
            one.at = t;
            one.before.over(t - grid.start(grid.depth(), cell));
            one.after.over(grid.start(grid.depth(), cell + 1) - t);
            nodes.part(cell, one.before, one.after);
        }
        return one;
    }
}
