package org.palinode.ode.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * Writer of a line for each report: {@code solve 42 %, t = 1.3, 120 steps, 840 evaluations, 3.2 s, 4.4 s left}.
 *
 * @param out the writer; it stays open
 */
public record TextProgress(PrintWriter out) implements ProgressListener {
    public TextProgress {
        Objects.requireNonNull(
                out, "a TextProgress needs a PrintWriter to write to, such as new PrintWriter(System.err)");
    }

    @Override
    public void progress(Progress now) {
        String share = Double.isNaN(now.fraction())
                ? ""
                : String.format(Locale.ROOT, " %.0f %%,", Math.floor(100 * now.fraction()));
        String left = now.isComplete()
                ? ""
                : now.left().map(time -> ", " + seconds(time) + " left").orElse("");
        out.println((now.backward() ? "gradient" : "solve")
                + share
                + String.format(
                        Locale.ROOT, " t = %.6g, %d steps, %d evaluations, ", now.t(), now.steps(), now.evaluations())
                + seconds(now.elapsed())
                + left);
        out.flush();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toNanos() * 1e-9);
    }
}
