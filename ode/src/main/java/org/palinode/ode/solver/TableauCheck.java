package org.palinode.ode.solver;

import java.util.Arrays;
import java.util.Objects;

/**
 * Checks of tableaus of coefficients.
 *
 * @param what the tableau's kind, as refusals name it
 * @param tolerance how far sums may be off, relative to their terms
 */
record TableauCheck(String what, double tolerance) {
    /** A copy of coefficients that must be there. */
    static double[] copy(String name, double[] row) {
        return Objects.requireNonNull(row, () -> "a tableau needs its coefficients " + name + ", got null")
                .clone();
    }

    /** A checked copy as by {@link #copy(String, double[])}, of rows. */
    static double[][] copy(String name, double[][] rows) {
        Objects.requireNonNull(rows, () -> "a tableau needs its coefficients " + name + ", got null");
        return Arrays.stream(rows).map(row -> copy(name, row)).toArray(double[][]::new);
    }

    void require(boolean holds, String need) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + need);
        }
    }

    /** Refuses a row of another length. */
    void requireLength(double[] row, int length, String name) {
        require(row.length == length, name + " needs " + length + " entries, got " + row.length);
    }

    /** Refuses row {@code i} of a lower triangle if it has another length than {@code i}. */
    void requireTriangle(double[] row, int i, String name) {
        require(
                row.length == i,
                name + " needs " + i + " entries, got " + row.length + "; give those strictly below the diagonal");
    }

    /** The name of row {@code i}, as refusals say it. */
    static String row(int i) {
        return "row " + i + ", counted from 0,";
    }

    /** Refuses terms, and one more, that sum to something else. */
    void requireSum(double[] terms, double more, double sum, String name) {
        double actual = more;
        double size = 1;
        for (double term : terms) {
            actual += term;
            size += Math.abs(term);
        }
        require(
                Math.abs(actual - sum) <= tolerance * size,
                "is inconsistent: " + name + " must sum to " + sum + ", got " + actual
                        + "; compare its coefficients with their source");
    }

    void requireSum(double[] terms, double sum, String name) {
        requireSum(terms, 0, sum, name);
    }

    /** Refuses weights of a solution that do not sum to 1, and of an error estimate, null for none, that do not sum to 0. */
    void requireWeights(double[] b, double[] error) {
        requireSum(b, 1, "b");
        if (error != null) {
            require(error.length == b.length, "needs an error weight for each of " + b.length + " stages");
            requireSum(error, 0, "the error weights");
        }
    }
}
