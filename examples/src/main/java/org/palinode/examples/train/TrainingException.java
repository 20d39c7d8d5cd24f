package org.palinode.examples.train;

/** A run that cannot go on: the message says at which step, why and what to do. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
