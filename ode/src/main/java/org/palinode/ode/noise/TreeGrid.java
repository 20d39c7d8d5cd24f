package org.palinode.ode.noise;

/** The nodes of a Brownian tree in time: 2^ℓ of them on level ℓ, the finest being the cells. Ends are rounded once, so that neighbours share them. */
record TreeGrid(double t0, double t1, int depth) {
    private static final int ULPS = 4;

    /** The least depth whose cells are no longer than the tolerance. */
    static TreeGrid of(double t0, double t1, double tolerance) {
        int depth = 0;
        while (Math.scalb(t1 - t0, -depth) > tolerance) {
            depth++;
        }
        return new TreeGrid(t0, t1, depth);
    }

    /**
     * A time of the tree; times of steps are sums, so one that is meant to be an end may lie a few ulp outside.
     *
     * @throws IllegalArgumentException if it lies further outside
     */
    double inside(double t) {
        return t0 <= t && t <= t1 ? t : rounded(t);
    }

    private double rounded(double t) {
        double rounding = ULPS * Math.ulp(Math.max(Math.abs(t0), Math.abs(t1)));
        if (!(t >= t0 - rounding && t <= t1 + rounding)) {
            throw new IllegalArgumentException(
                    "a Brownian path over [" + t0 + ", " + t1 + "] is not known at " + t + "; make it for longer");
        }
        return Math.max(t0, Math.min(t1, t));
    }

    /** The time at which node j of a level begins. */
    double start(int level, long j) {
        double share = j * Double.longBitsToDouble((1023L - level) << 52); // j 2^−level, exactly
        return j == 1L << level ? t1 : t0 + share * (t1 - t0);
    }

    /** The length of a cell, but for rounding of its ends. */
    double cellLength() {
        return Math.scalb(t1 - t0, -depth);
    }

    /** The cell that begins at t or has t inside; the number of cells for t1. */
    long cell(double t) {
        long cells = 1L << depth;
        long cell = Math.min(cells, (long) ((t - t0) * (cells / (t1 - t0))));
        while (start(depth, cell) > t) {
            cell--;
        }
        while (cell < cells && start(depth, cell + 1) <= t) {
            cell++;
        }
        return cell;
    }
}
