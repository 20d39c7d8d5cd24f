package org.palinode.ode.solver;

/**
 * What tableaus of coefficients check of themselves.
 *
 * @param what the tableau's kind, as refusals name it
 * @param tolerance how far sums may be off, relative to their terms
 */
record TableauCheck(String what, double tolerance) {
    void require(boolean holds, String need) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + need);
        }
    }

    /** Refuses a row of another length. */
    void requireLength(double[] row, int length, String name) {
        require(row.length == length, name + " needs " + length + " entries, got " + row.length);
    }

    /** Refuses terms, and one more, that sum to something else. */
    void requireSum(double[] terms, double more, double sum, String name) {
        double actual = more;
        double size = 1;
        for (double term : terms) {
            actual += term;
            size += Math.abs(term);
        }
        require(Math.abs(actual - sum) <= tolerance * size, name + " must sum to " + sum + ", got " + actual);
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
