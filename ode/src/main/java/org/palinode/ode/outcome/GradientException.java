package org.palinode.ode.outcome;

/** Refusal of a gradient that does not exist or cannot be computed. The message says why and what to do. */
public final class GradientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GradientException(String message) {
        super(message);
    }
}
