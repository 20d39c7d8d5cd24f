package org.palinode.ode.internal.event;

import org.palinode.ode.event.Direction;

/** Side on which the value of a condition lies. */
enum Sign {
    NEGATIVE,
    /** On neither side yet: what follows tells whether the condition crosses or only touches. */
    ZERO,
    POSITIVE,
    /** The condition says nothing there, so crossings would go unseen: the solve ends. */
    NOT_A_NUMBER;

    static Sign of(double value) {
        if (value > 0) {
            return POSITIVE;
        }
        return value < 0 ? NEGATIVE : value == 0 ? ZERO : NOT_A_NUMBER;
    }

    /** True if crossings from this side count for an event of this direction; none come from zero. */
    boolean counts(Direction direction) {
        return switch (direction) {
            case UP -> this == NEGATIVE;
            case DOWN -> this == POSITIVE;
            case BOTH -> this == NEGATIVE || this == POSITIVE;
        };
    }
}
