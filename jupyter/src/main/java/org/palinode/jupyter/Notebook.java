package org.palinode.jupyter;

/** The notebook that this JVM is the kernel of. */
final class Notebook {
    private static volatile NotebookOutput output;

    private Notebook() {}

    /** Makes a kernel known, when it loads this module. */
    static void runsIn(NotebookOutput kernel) {
        output = kernel;
    }

    static NotebookOutput output() {
        NotebookOutput known = output;
        if (known == null) {
            throw new IllegalStateException(
                    "there is no notebook here: this JVM is not a kernel that has loaded palinode-jupyter;"
                            + " on a terminal use BarProgress or TextProgress, or TrainingBar");
        }
        return known;
    }
}
