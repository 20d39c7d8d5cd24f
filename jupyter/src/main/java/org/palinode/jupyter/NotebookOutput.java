package org.palinode.jupyter;

/** The output of the cell that runs, in some kernel. */
interface NotebookOutput {
    /** Adds HTML to the output, and the text for those who cannot show it; returns a name by which both can be replaced. */
    String show(String html, String text);

    /** Replaces what was shown before. */
    void replace(String name, String html, String text);

    /** A number that is another one in each statement that the kernel runs; always 0 where it does not tell. */
    default long statement() {
        return 0;
    }
}
