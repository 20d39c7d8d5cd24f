package org.palinode.examples.conform;

/** The files of rows that a folder may hold, and how each is read. */
enum GoldenFile {
    SINGLE_STEPS("single_steps.json", new RowsOfProblems(new SingleSteps())),
    FIXED_SOLVES("fixed_solves.json", new RowsOfProblems(new FixedSolves())),
    ADAPTIVE_SOLVES("adaptive_solves.json", new RowsOfProblems(new AdaptiveSolves())),
    GRADIENTS("gradients.json", new RowsOfProblems(new Gradients())),
    REVERSIBLE_STEPS("reversible_steps.json", new RowsOfProblems(new ReversibleSteps())),
    REAL_SIZES("real_sizes.json", new RealSizes());

    private final String fileName;
    private final RowSource source;

    GoldenFile(String fileName, RowSource source) {
        this.fileName = fileName;
        this.source = source;
    }

    String fileName() {
        return fileName;
    }

    RowSource source() {
        return source;
    }
}
