package org.palinode.tests.ode.support;

/** Where tests that draw at random begin; {@code -Dtests.seed=N} begins all of them there. */
public final class Seed {
    private static final String PROPERTY = "tests.seed";

    private Seed() {}

    /** The same in each run: what fails then has been changed. */
    public static long fixed() {
        return Long.getLong(PROPERTY, 20_261_129);
    }

    /** Another in each run, of tests that look for what nobody knows yet. */
    public static long fresh() {
        return Long.getLong(PROPERTY, System.nanoTime());
    }
}
