package org.palinode.ode.outcome;

/** Reason for the rejection of an attempted step. */
public enum RejectionCause {
    /** The estimated error is larger than tolerated. */
    ERROR_TOO_LARGE,
    /** The new state or its error is not finite. */
    NON_FINITE,
    /** The equations inside an implicit step could not be solved. */
    SOLVE_FAILED
}
