package org.palinode.ode.controller;

import org.palinode.autodiff.memory.DType;

/** The numbers next to a time that a field which sees it in a type of number can tell from it. */
public final class TimeNeighbours {
    /** A jump so many ulp from an end of the solve is one at the end: no step ends between. */
    private static final int END_ULPS = 100;

    private TimeNeighbours() {}

    /** Whether a jump is one at this end of a solve, which may be infinite. */
    public static boolean isNear(double jump, double end) {
        return Double.isFinite(end) && Math.abs(jump - end) <= END_ULPS * Math.ulp(end);
    }

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
