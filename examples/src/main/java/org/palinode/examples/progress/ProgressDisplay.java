package org.palinode.examples.progress;

import java.io.PrintWriter;

/** Shows how far a comparison is, or another run of known length. Closed when the run ends. */
public interface ProgressDisplay extends AutoCloseable {
    /**
     * Tells of a finished step.
     *
     * @param step its number, the first is 1
     * @param remark what else is known, in a few words
     */
    void at(int step, String remark);

    @Override
    void close();

    /**
     * A bar where standard error is a terminal, else a line for each tenth of the way, written to {@code err}.
     *
     * @param task its name
     * @param steps in all
     */
    static ProgressDisplay of(String task, int steps, PrintWriter err) {
        return Terminal.isInteractive() ? new Bar(task, steps) : new Lines(task, steps, err);
    }
}
