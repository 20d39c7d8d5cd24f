package org.palinode.ode.event;

/** The way in which a condition must cross zero, as the solve goes on, for its event to occur. */
public enum Direction {
    /** From below 0 to above. */
    UP,
    /** From above 0 to below. */
    DOWN,
    /** Either way. */
    BOTH
}
