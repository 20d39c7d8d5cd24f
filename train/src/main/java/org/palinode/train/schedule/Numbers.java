package org.palinode.train.schedule;

/** Checks of the numbers of schedules. */
final class Numbers {
    private Numbers() {}

    static void requireFinite(String what, double... values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("numbers of " + what + " schedule must be finite, got " + value);
            }
        }
    }

    static void requireSteps(String what, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(what + " schedule takes at least 1 step, got " + steps);
        }
    }
}
