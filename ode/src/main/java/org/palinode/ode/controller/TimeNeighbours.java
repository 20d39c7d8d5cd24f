package org.palinode.ode.controller;

import org.palinode.autodiff.memory.DType;

/** The numbers next to a time that a field which sees it in a type of number can tell from it. */
public final class TimeNeighbours {
    private TimeNeighbours() {}

    /** The first number after a time; around 0 the smallest one that is not denormal. */
    public static double after(double time, DType type) {
        if (type == DType.FLOAT32) {
            float next = Math.nextUp((float) time);
            return Math.abs(next) < Float.MIN_NORMAL ? Float.MIN_NORMAL : next;
        }
        double next = Math.nextUp(time);
        return Math.abs(next) < Double.MIN_NORMAL ? Double.MIN_NORMAL : next;
    }

    /** The last number before a time. */
    public static double before(double time, DType type) {
        return -after(-time, type);
    }
}
