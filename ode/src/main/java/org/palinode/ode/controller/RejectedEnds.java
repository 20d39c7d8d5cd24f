package org.palinode.ode.controller;

import java.util.Arrays;

/** The ends of rejected steps that have not been reached yet, the nearest on top; those rejected in a row lie ever nearer. */
final class RejectedEnds {
    private final double[] ends;
    private int size;

    /** Remembers {@code most} at once; 0 to remember none. */
    RejectedEnds(int most) {
        ends = new double[most];
    }

    /** Adds the end of a rejected step; false if there is no room, which matters only to who wants any remembered. */
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
