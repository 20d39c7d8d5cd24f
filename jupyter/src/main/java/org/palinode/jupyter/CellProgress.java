package org.palinode.jupyter;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import org.palinode.ode.progress.Progress;
import org.palinode.ode.progress.ProgressListener;
import org.palinode.ode.progress.TextProgress;

/**
 * Progress of a solve as a bar in the output of the cell that runs it. There is one bar for each statement, however many solves it has; it
 * changes at most ten times a second. Solves that are faster than that are not all seen.
 *
 * <pre>{@code
 * SolveOptions options = SolveOptions.standard().dt0(0.01).onProgress(new CellProgress());
 * }</pre>
 */
public final class CellProgress implements ProgressListener {
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private final NotebookOutput output;
    private String name;
    private long statement;
    private long last;
    private boolean unfinished;

    /**
     * A bar that appears with the first report.
     *
     * @throws IllegalStateException if this JVM is not the kernel of a notebook
     */
    public CellProgress() {
        this(Notebook.output());
    }

    CellProgress(NotebookOutput output) {
        this.output = output;
    }

    @Override
    public synchronized void progress(Progress now) {
        long time = System.nanoTime();
        if (name == null || statement != output.statement()) {
            statement = output.statement();
            name = output.show(html(now), text(now));
        } else if (time - last >= PAUSE || now.isComplete() && unfinished) {
            output.replace(name, html(now), text(now));
        } else {
            return;
        }
        last = time;
        unfinished = !now.isComplete(); // a bar that was seen on its way must not stay there
    }

    private static String html(Progress now) {
        String value =
                Double.isNaN(now.fraction()) ? "" : String.format(Locale.ROOT, " value=\"%.3f\"", now.fraction());
        return "<div><progress max=\"1\"" + value + " aria-label=\"" + (now.backward() ? "gradient" : "solve")
                + "\"></progress> <span style=\"font-variant-numeric: tabular-nums\">" + Html.escape(text(now))
                + "</span></div>";
    }

    private static String text(Progress now) {
        StringWriter line = new StringWriter();
        new TextProgress(new PrintWriter(line)).progress(now);
        return line.toString().strip();
    }
}
