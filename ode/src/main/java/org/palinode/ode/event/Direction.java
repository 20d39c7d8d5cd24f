package org.palinode.ode.event;

/** The way in which a condition must cross zero, as the solve goes on, for its event to occur. */
public enum Direction {
    /** From below 0 to above. */
    UP,
    /** From above 0 to below. */
    DOWN,
    BOTH;

    /** Whether crossings that come from this side count; none come from zero. */
    boolean counts(Sign from) {
        return switch (this) {
            case UP -> from == Sign.NEGATIVE;
            case DOWN -> from == Sign.POSITIVE;
            case BOTH -> from == Sign.NEGATIVE || from == Sign.POSITIVE;
        };
    }
}
