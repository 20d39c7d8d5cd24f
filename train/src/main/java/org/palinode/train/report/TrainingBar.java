package org.palinode.train.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;

/**
 * Bar for terminals, drawn over itself five times a second: {@code train    [########            ] step 200 of 2000, loss 0.0312, 4.1 s, 37
 * s left}. Its last line stays.
 */
public final class TrainingBar implements TrainingListener<Object> {
    private static final int CELLS = 20;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final PrintWriter out;
    private Duration drawn = PAUSE.negated();
    private int width;

    /**
     * A bar that was not drawn yet.
     *
     * @param out the writer, such as {@code new PrintWriter(System.err)}; it stays open
     */
    public TrainingBar(PrintWriter out) {
        this.out = Objects.requireNonNull(
                out, "a TrainingBar needs a PrintWriter to write to, such as new PrintWriter(System.err)");
    }

    @Override
    public void report(TrainingReport<?> now) {
        boolean last = now.step() == now.steps();
        if (!last && now.elapsed().minus(drawn).compareTo(PAUSE) < 0) {
            return;
        }
        drawn = now.elapsed();
        int full = (int) (CELLS * now.step() / now.steps());
        String text = "train    [" + "#".repeat(full) + " ".repeat(CELLS - full) + "] step " + now.step() + " of "
                + now.steps() + ", " + TrainingLines.text(now);
        out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())) + (last ? System.lineSeparator() : ""));
        out.flush();
        width = text.length();
    }
}
