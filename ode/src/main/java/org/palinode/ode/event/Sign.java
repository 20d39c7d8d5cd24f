package org.palinode.ode.event;

/** Where the value of a condition lies. */
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
}
