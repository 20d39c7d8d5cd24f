package org.palinode.jupyter;

/** The output of the cell that runs, in some kernel. */
interface NotebookOutput {
    /** Adds HTML to the output; returns a name by which it can be replaced. */
    String show(String html);

    /** Replaces HTML that was shown before. */
    void replace(String name, String html);

    /** A number that is another one in each statement that the kernel runs; always 0 where it does not tell. */
    default long statement() {
        return 0;
    }
}
