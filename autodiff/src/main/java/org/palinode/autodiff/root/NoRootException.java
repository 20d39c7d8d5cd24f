package org.palinode.autodiff.root;

/** Failure of a {@link RootFinder} that found no root. The text says what to do. */
public final class NoRootException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final RootStatus status;
    private final double residual;

    NoRootException(String message, RootStatus status, double residual) {
        super(message);
        this.status = status;
        this.residual = residual;
    }

    /** The status with which the iteration ended. */
    public RootStatus status() {
        return status;
    }

    /** The largest magnitude of the residual, where it was evaluated last; NaN where it is not a number, or was not evaluated. */
    public double residual() {
        return residual;
    }
}
