package org.palinode.train.report;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

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
            out.println("train: step " + now.step() + " of " + now.steps() + ", " + text(now));
            out.flush();
        }
    }

    /** Loss, metrics and times. */
    static String text(TrainingReport<?> now) {
        StringJoiner parts = new StringJoiner(", ");
        parts.add("loss " + number(now.loss()));
        for (Map.Entry<String, Double> metric : now.metrics().entrySet()) {
            parts.add(metric.getKey() + " " + number(metric.getValue()));
        }
        parts.add(String.format(Locale.ROOT, "%.1f s", now.elapsed().toNanos() * 1e-9));
        if (now.step() < now.steps()) {
            now.left().ifPresent(left -> parts.add(left.toSeconds() + " s left"));
        }
        return parts.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
