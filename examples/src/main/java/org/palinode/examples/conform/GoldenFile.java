package org.palinode.examples.conform;

/** The files of rows that a folder may hold, and how a row of each is checked. */
enum GoldenFile {
    SINGLE_STEPS("single_steps.json", new SingleSteps()),
    FIXED_SOLVES("fixed_solves.json", new FixedSolves()),
    ADAPTIVE_SOLVES("adaptive_solves.json", new AdaptiveSolves()),
    GRADIENTS("gradients.json", new Gradients()),
    REVERSIBLE_STEPS("reversible_steps.json", new ReversibleSteps());

    private final String fileName;
    private final RowCheck check;

    GoldenFile(String fileName, RowCheck check) {
        this.fileName = fileName;
        this.check = check;
    }

    String fileName() {
        return fileName;
    }

    RowCheck check() {
        return check;
    }
}
