package org.palinode.ode.noise;

/** The nodes of a Brownian tree in time: 2^ℓ of them on level ℓ, the finest being the cells. Ends are rounded once, so that neighbours share them. */
record TreeGrid(double t0, double t1, int depth) {

    /** The least depth whose cells are no longer than the tolerance. */
    static TreeGrid of(double t0, double t1, double tolerance) {
        int depth = 0;
        while (Math.scalb(t1 - t0, -depth) > tolerance) {
            depth++;
        }
        return new TreeGrid(t0, t1, depth);
    }

    /** The time at which node j of a level begins. */
    double start(int level, long j) {
        return j == 1L << level ? t1 : t0 + Math.scalb((double) j, -level) * (t1 - t0);
    }

    double length(int level, long j) {
        return start(level, j + 1) - start(level, j);
    }

    /** The length of a cell, but for rounding of its ends. */
    double cellLength() {
        return Math.scalb(t1 - t0, -depth);
    }

    /** The cell that begins at t or has t inside; the number of cells for t1. */
    long cell(double t) {
        long cells = 1L << depth;
        long cell = Math.min(cells, (long) ((t - t0) / (t1 - t0) * cells));
        while (start(depth, cell) > t) {
            cell--;
        }
        while (cell < cells && start(depth, cell + 1) <= t) {
            cell++;
        }
        return cell;
    }
}
