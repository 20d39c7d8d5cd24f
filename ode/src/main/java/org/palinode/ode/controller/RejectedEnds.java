package org.palinode.ode.controller;

import java.util.Arrays;

/** The ends of rejected steps that have not been reached yet, the nearest on top; those rejected in a row lie ever nearer. */
final class RejectedEnds {
    private final double[] ends;
    private final Stops stops;
    private int size;

    /** Remembers the ends of {@code most} steps at once, and their middles where noise was heard there; 0 to remember none. */
    RejectedEnds(int most, Stops stops) {
        ends = new double[stops.hasMiddles() ? 2 * most : most];
        this.stops = stops;
    }

    /** Adds what a rejected step has reached; false if there is no room, which matters only to who wants any remembered. */
    boolean push(double start, double end) {
        boolean hasRoom = push(end);
        boolean hasMiddle = stops.hasMiddles() && end - start >= 2 * stops.apart();
        return hasMiddle && hasRoom ? push(start + (end - start) / 2) : hasRoom;
    }

    /** Adds a time; false if there is no room. */
    boolean push(double end) {
        if (size == ends.length) {
            return ends.length == 0;
        }
        ends[size++] = end;
        return true;
    }

    /** Forgets what a step that ended at {@code end} has reached. */
    void reached(double end) {
        while (size > 0 && ends[size - 1] <= end) {
            size--;
        }
    }

    /** The stored ends, the nearest last. */
    double[] waiting() {
        return Arrays.copyOf(ends, size);
    }

    /** The nearest end; infinite if there is none. */
    double nearest() {
        return size == 0 ? Double.POSITIVE_INFINITY : ends[size - 1];
    }
}
