package org.palinode.autodiff.root;

/** End of the solve of a system of equations. Programs carry it as its number, a float64 scalar. A larger number is a worse end. */
public enum RootStatus {
    CONVERGED,
    /** The increments grow, do not shrink, or are not finite. */
    DIVERGED,
    /** The increments shrink too slowly for the allowed number of iterations. */
    MAX_ITERATIONS,
    /** The matrix of the linear solves is singular or not finite. */
    SINGULAR;

    private static final RootStatus[] ALL = values();

    /** The number of this status in programs. */
    public double code() {
        return ordinal();
    }

    /** The status with this number. */
    public static RootStatus of(double code) {
        return ALL[(int) code];
    }
}
