package org.palinode.tests.ode.noise;

import java.util.Locale;

/**
 * Errors of solves on the same paths, each with twice the steps of the one before.
 *
 * @param values roots of mean squares
 */
record StrongErrors(double[] values) {
    double first() {
        return values[0];
    }

    double last() {
        return values[values.length - 1];
    }

    /** The slope of −log₂ of the error over the log₂ of the number of steps, by least squares. */
    double order() {
        double middle = (values.length - 1) / 2.0;
        double slope = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            slope -= (i - middle) * Math.log(values[i]) / Math.log(2);
            squares += (i - middle) * (i - middle);
        }
        return slope / squares;
    }

    /** The first and the last, and the order. */
    String row() {
        return String.format(Locale.ROOT, "%.1e → %.1e | %.2f", first(), last(), order());
    }
}
