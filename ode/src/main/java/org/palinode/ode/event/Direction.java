package org.palinode.ode.event;

/** Direction in which a condition must cross zero, in the direction of the solve, for its event to occur. */
public enum Direction {
    /** From below 0 to above. */
    UP,
    /** From above 0 to below. */
    DOWN,
    /** Either way. */
    BOTH
}
