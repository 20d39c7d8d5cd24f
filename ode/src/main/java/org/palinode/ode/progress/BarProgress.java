package org.palinode.ode.progress;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;

/**
 * Bar for terminals, drawn over itself: {@code solve    [########            ]  42 %, t = 1.3, 120 steps, 4.4 s left}. One line for the
 * solve and one for each gradient stay; at most 79 characters wide unless numbers are long.
 *
 * @param out the writer, such as {@code new PrintWriter(System.err)}; it stays open
 */
public record BarProgress(PrintWriter out) implements ProgressListener {
    private static final int CELLS = 20;

    public BarProgress {
        Objects.requireNonNull(
                out, "a BarProgress needs a PrintWriter to write to, such as new PrintWriter(System.err)");
    }

    @Override
    public void progress(Progress now) {
        out.print("\r" + line(now) + (now.isComplete() ? System.lineSeparator() : ""));
        out.flush();
    }

    /** The line, as wide as the line before, which it covers. */
    private static String line(Progress now) {
        boolean endless = Double.isNaN(now.fraction());
        int full = endless ? 0 : (int) (CELLS * now.fraction());
        String share = endless ? "" : String.format(Locale.ROOT, "%3.0f %%, ", Math.floor(100 * now.fraction()));
        String left = now.isComplete()
                ? TextProgress.seconds(now.elapsed())
                : now.left().map(time -> TextProgress.seconds(time) + " left").orElse("");
        String text = String.format(
                Locale.ROOT,
                "%-8s [%s%s] %st = %.4g, %d steps, %s",
                now.backward() ? "gradient" : "solve",
                "#".repeat(full),
                " ".repeat(CELLS - full),
                share,
                now.t(),
                now.steps(),
                left);
        return String.format("%-79s", text);
    }
}
