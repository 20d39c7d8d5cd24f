package org.palinode.ode.internal.event;

/** Kind of zero of a condition at its event, which decides if the time of the event has a derivative. */
public enum Zero {
    /** No zero: a boolean condition holds at the end of a step. The time depends on nothing. */
    NONE,
    /** A crossing with a slope: the time moves by −dg / (dg/dt). */
    SIMPLE,
    /** A crossing with slope 0, as that of (t − 1)³. */
    MULTIPLE,
    /** A crossing with a slope that is not finite, as that of a root. */
    VERTICAL,
    /** A jump from one side to the other. */
    JUMP,
    /** A passage through infinity: no event. */
    POLE;

    /** Rounding of a condition that is far from 0 for an event, in units of what is as good as 0. */
    private static final double FAR = 16;

    private static final double MUCH_SMALLER = 1e-3;
    private static final double MUCH_LARGER = 32;

    /**
     * The kind of zero of a condition, judged a little before its event too.
     *
     * @param side from which it comes
     * @param before its value there, beyond zero already where time itself has jumped over it
     * @param at its value at the event
     * @param distance in time between the two, signed in the direction of the solve
     * @param slope dg/dt at the event
     * @param rounding below this a value is as good as 0
     */
    static Zero of(Sign side, double before, double at, double distance, double slope, double rounding) {
        double from = Math.abs(before);
        double left = Math.abs(at);
        boolean movesAway = Sign.of(slope * distance) == side;
        boolean grows = left > MUCH_LARGER * from || Sign.of(before) != side;
        if (movesAway && grows || Double.isInfinite(from + left)) {
            return POLE;
        }
        if (left > FAR * rounding && left > from / 8) {
            return JUMP;
        }
        if (!Double.isFinite(slope)) {
            return VERTICAL;
        }
        double change = Math.abs(at - before);
        boolean flat = Math.abs(slope) * Math.abs(distance) <= MUCH_SMALLER * change;
        return slope == 0 || flat && change > FAR * rounding ? MULTIPLE : SIMPLE;
    }
}
