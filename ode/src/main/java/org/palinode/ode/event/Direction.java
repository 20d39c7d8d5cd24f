package org.palinode.ode.event;

/** The way in which a condition must cross zero, as the solve goes on, for its event to occur. */
public enum Direction {
    /** From 0 or below to above. */
    UP,
    /** From above 0 to 0 or below. */
    DOWN,
    BOTH;

    /** Whether a change from side {@code from} to side {@code to}, each −1 or 1, counts. */
    boolean counts(int from, int to) {
        return from * to < 0 && (this == BOTH || (this == UP) == (to > 0));
    }
}
