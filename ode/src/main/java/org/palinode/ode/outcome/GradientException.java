package org.palinode.ode.outcome;

/** A gradient that cannot be given: the message says why and what to do. */
public final class GradientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GradientException(String message) {
        super(message);
    }
}
