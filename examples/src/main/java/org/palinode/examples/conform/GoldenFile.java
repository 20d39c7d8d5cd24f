package org.palinode.examples.conform;

/** The files of rows that a folder may hold, and how each is read. */
enum GoldenFile {
    SINGLE_STEPS("single_steps.json", ordinary(new SingleSteps())),
    FIXED_SOLVES("fixed_solves.json", ordinary(new FixedSolves())),
    ADAPTIVE_SOLVES("adaptive_solves.json", ordinary(new AdaptiveSolves())),
    GRADIENTS("gradients.json", ordinary(new Gradients())),
    REVERSIBLE_STEPS("reversible_steps.json", ordinary(new ReversibleSteps())),
    REAL_SIZES("real_sizes.json", new RealSizes()),
    SDE_SOLVES("sde_solves.json", noisy(NoisyProblem::checkSolve)),
    SDE_GRADIENTS("sde_gradients.json", noisy(NoisyProblem::checkGradient)),
    CDE_SOLVES("cde_solves.json", controlled(ControlledProblem::checkSolve)),
    CDE_GRADIENTS("cde_gradients.json", controlled(ControlledProblem::checkGradient));

    private final String fileName;
    private final RowSource source;

    GoldenFile(String fileName, RowSource source) {
        this.fileName = fileName;
        this.source = source;
    }

    private static RowSource ordinary(RowCheck<Problem> check) {
        return new RowsOfProblems<>("problems.json", Problem::of, check);
    }

    private static RowSource noisy(RowCheck<NoisyProblem> check) {
        return new RowsOfProblems<>("sde_problems.json", NoisyProblem::of, check);
    }

    private static RowSource controlled(RowCheck<ControlledProblem> check) {
        return new RowsOfProblems<>("cde_problems.json", ControlledProblem::of, check);
    }

    String fileName() {
        return fileName;
    }

    RowSource source() {
        return source;
    }
}
