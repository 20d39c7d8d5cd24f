package org.palinode.train.minimise;

/** Reason for which a minimiser stopped. */
public enum StopReason {
    /** The gradient is as small as was asked for; for residuals: their angle to each column of the Jacobian is a right one. */
    SMALL_GRADIENT(true),
    /** A step changed the loss, or the parameters, by less than was asked for. */
    SMALL_CHANGE(true),
    /** No step along the line of search lowers the loss enough: rounding hides the slope, or the gradient is not that of the loss. */
    NO_DESCENT(false),
    /**
     * Steps for residuals became too short to change anything, though a longer one promises less: most often a start at parameters that are
     * far smaller than those searched for.
     */
    SHORT_STEPS(false),
    /** The loss was evaluated as often as was allowed. */
    MAX_EVALUATIONS(false);

    private final boolean converged;

    StopReason(boolean converged) {
        this.converged = converged;
    }

    /** True if the minimiser came as near to a minimum as was asked for. */
    public boolean converged() {
        return converged;
    }
}
