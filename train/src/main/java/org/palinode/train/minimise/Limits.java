package org.palinode.train.minimise;

/** Checks of the settings of minimisers. */
final class Limits {
    private Limits() {}

    static void requireTolerance(String what, double value) {
        if (!(0 <= value && value < 1)) { // also refuses NaN
            throw new IllegalArgumentException(what + " of a minimiser must lie in [0, 1), got " + value);
        }
    }

    static void requireEvaluations(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a minimiser needs at least 1 evaluation, got " + most);
        }
    }
}
