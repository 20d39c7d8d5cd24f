package org.palinode.autodiff.root;

/** How the solve of a system of equations ended; programs carry it as its number, a float64 scalar. The larger number is the worse end. */
public enum RootStatus {
    CONVERGED,
    /** The increments grow, do not shrink, or are not finite. */
    DIVERGED,
    /** The increments shrink too slowly for the allowed number of iterations. */
    MAX_ITERATIONS,
    /** The matrix of the linear solves is singular or not finite. */
    SINGULAR;

    private static final RootStatus[] ALL = values();

    /** The number by which programs carry this. */
    public double code() {
        return ordinal();
    }

    /** The status with this number. */
    public static RootStatus of(double code) {
        return ALL[(int) code];
    }
}
