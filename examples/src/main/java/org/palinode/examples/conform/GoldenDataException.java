package org.palinode.examples.conform;

/** Reference data that cannot be read: the message says where and why. */
public final class GoldenDataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GoldenDataException(String message) {
        super(message);
    }
}
