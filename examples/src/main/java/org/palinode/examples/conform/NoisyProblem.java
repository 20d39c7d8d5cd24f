package org.palinode.examples.conform;

/** An equation with noise of the data, whose increments are given step by step. */
interface NoisyProblem {
    double TOLERANCE = 1e-12;

    /** The reference's own coefficients of these methods lose digits. */
    double LOOSE_TOLERANCE = 1e-9;

    /** The problem called {@code name} in {@code sde_problems.json}. */
    static NoisyProblem of(String name, Entry entry) {
        return name.matches("langevin([^a-z].*)?")
                ? LangevinProblem.of(entry)
                : ItoOrStratonovichProblem.of(name, entry);
    }

    /** Compares the steps of a row of {@code sde_solves.json}. */
    void checkSolve(Entry row, Comparison comparison);

    /** Compares the gradients of a row of {@code sde_gradients.json}. */
    void checkGradient(Entry row, Comparison comparison);
}
