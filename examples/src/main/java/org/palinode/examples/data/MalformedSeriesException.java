package org.palinode.examples.data;

/** A file that is not a series of positive numbers: the message names file and line, what stands there and what to do. */
public final class MalformedSeriesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedSeriesException(String place, String what) {
        super(place + ": " + what);
    }
}
