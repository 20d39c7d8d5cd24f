package org.palinode.ode.adjoint;

/** A gradient that cannot be given: the message says why and what to do. */
public final class GradientException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GradientException(String message) {
        super(message);
    }
}
