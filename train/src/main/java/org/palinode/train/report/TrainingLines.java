package org.palinode.train.report;

import java.io.PrintWriter;
import java.util.Objects;

/**
 * Writer of a line for each tenth of the way, for the first step and where there are metrics: {@code train: step 200 of 2000, loss 0.0312,
 * 4.1 s, 37 s left}.
 *
 * @param out the writer; it stays open
 */
public record TrainingLines(PrintWriter out) implements TrainingListener<Object> {
    private static final int PARTS = 10;

    public TrainingLines {
        Objects.requireNonNull(
                out, "TrainingLines need a PrintWriter to write to, such as new PrintWriter(System.err, true)");
    }

    @Override
    public void report(TrainingReport<?> now) {
        boolean tenth = now.step() * PARTS / now.steps() > (now.step() - 1) * PARTS / now.steps();
        if (tenth || now.step() == now.first() + 1 || !now.metrics().isEmpty()) {
            out.println("train: " + now.line());
            out.flush();
        }
    }
}
