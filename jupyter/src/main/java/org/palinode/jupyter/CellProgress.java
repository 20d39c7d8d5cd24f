package org.palinode.jupyter;

import java.io.PrintWriter;
import java.io.StringWriter;
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
    private final CellBar bar;

    /**
     * A bar that appears with the first report.
     *
     * @throws IllegalStateException if this JVM is not the kernel of a notebook
     */
    public CellProgress() {
        this(Notebook.output());
    }

    CellProgress(NotebookOutput output) {
        bar = new CellBar(output);
    }

    @Override
    public void progress(Progress now) {
        bar.show(now.backward() ? "gradient" : "solve", now.fraction(), () -> text(now), now.isComplete());
    }

    private static String text(Progress now) {
        StringWriter line = new StringWriter();
        new TextProgress(new PrintWriter(line)).progress(now);
        return line.toString().strip();
    }
}
