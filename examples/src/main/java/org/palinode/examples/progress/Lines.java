package org.palinode.examples.progress;

import java.io.PrintWriter;
import java.util.Locale;

/** A line for each tenth of the way, and for the first and last step. */
final class Lines implements ProgressDisplay {
    private static final int PARTS = 10;

    private final String task;
    private final int steps;
    private final PrintWriter err;
    private final long start = System.nanoTime();
    private boolean begun;

    Lines(String task, int steps, PrintWriter err) {
        this.task = task;
        this.steps = steps;
        this.err = err;
    }

    @Override
    public void at(int step, String remark) {
        boolean tenth = (long) step * PARTS / steps > (step - 1L) * PARTS / steps;
        if (!begun || tenth) {
            err.printf(
                    Locale.ROOT,
                    "%s: step %d of %d, %s, %d s%n",
                    task,
                    step,
                    steps,
                    remark,
                    (System.nanoTime() - start) / 1_000_000_000);
            err.flush();
        }
        begun = true;
    }

    @Override
    public void close() {}
}
