package org.palinode.ode.controller;

import org.palinode.autodiff.memory.DType;

/** The numbers next to a time that a field which sees it in a type of number can tell from it. */
public final class TimeNeighbours {
    /** A jump so many ulp from an end of the solve is one at the end: no step ends between. */
    private static final int END_ULPS = 100;

    /** Rounding of a float32 state comes to this much in a solve of some steps; time that is skipped at a jump may do as much. */
    private static final int SKIPPED_ULPS = 16;

    private TimeNeighbours() {}

    /**
     * The type of number whose neighbours of a jump a solve from t0 to t1 keeps to. A field of float32 states may round the time, which it gets in
     * float64, to float32, and then should still tell the sides apart. But far from 0, where float32 numbers lie apart by more than
     * roundings of the solve's length, too much time would be skipped between them, and float64 it is.
     */
    public static DType type(DType state, double t0, double t1) {
        double length = Math.abs(t1 - t0);
        double apart = Math.ulp((float) Math.max(Math.abs(t0), Math.abs(t1)));
        boolean fine = Double.isFinite(length) && apart <= SKIPPED_ULPS * DType.FLOAT32.epsilon() * length;
        return state == DType.FLOAT32 && fine ? state : DType.FLOAT64;
    }

    /** True if a jump is at this end of a solve, which may be infinite. */
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
