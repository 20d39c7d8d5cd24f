package org.palinode.train.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Bar for terminals, drawn over itself five times a second: {@code train    [########            ] step 200 of 2000, loss 0.0312, 4.1 s, 37
 * s left}. It shows the metrics that were measured last. Its last line stays; the same bar may then show another training.
 */
public final class TrainingBar implements TrainingListener<Object> {
    private static final int CELLS = 20;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final PrintWriter out;
    private Duration drawn = PAUSE.negated();
    private Map<String, Double> metrics = Map.of();
    private TrainingReport<?> latest;
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
        metrics = now.metrics().isEmpty() ? metrics : now.metrics();
        latest = now.withMetrics(metrics);
        if (now.step() == now.steps()) {
            finish();
        } else if (now.elapsed().minus(drawn).compareTo(PAUSE) >= 0) {
            draw("");
        }
    }

    /** Draws the last report, where the training ended before all its steps; what is written next begins on a new line. */
    @Override
    public void end() {
        if (latest != null) {
            finish();
        }
    }

    private void finish() {
        draw(System.lineSeparator());
        drawn = PAUSE.negated();
        metrics = Map.of();
        latest = null;
        width = 0;
    }

    private void draw(String ending) {
        int full = (int) (CELLS * latest.step() / latest.steps());
        String text = "train    [" + "#".repeat(full) + " ".repeat(CELLS - full) + "] " + latest.line();
        out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())) + ending);
        out.flush();
        drawn = latest.elapsed();
        width = text.length();
    }
}
