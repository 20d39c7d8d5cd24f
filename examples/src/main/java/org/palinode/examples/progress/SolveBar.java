package org.palinode.examples.progress;

import java.io.PrintWriter;
import java.util.Locale;
import org.palinode.ode.progress.Progress;
import org.palinode.ode.progress.ProgressListener;
import org.palinode.ode.progress.TextProgress;

/**
 * Shows how far a solve is, and its gradients, one after another: a bar where standard error is a terminal, else lines. For
 * {@code SolveOptions.onProgress}; closed when the solves are over.
 */
public final class SolveBar implements ProgressListener, AutoCloseable {
    private static final int PARTS = 1000;

    private final ProgressListener lines;
    private ProgressDisplay shown;
    private boolean backward;

    public SolveBar(PrintWriter err) {
        lines = new TextProgress(err);
    }

    @Override
    public void progress(Progress now) {
        if (!Terminal.isInteractive()) {
            lines.progress(now);
            return;
        }
        if (shown == null || backward != now.backward()) {
            close();
            backward = now.backward();
            shown = new Bar(backward ? "gradient" : "solve", 0, PARTS);
        }
        String remark = String.format(
                Locale.ROOT, "t = %.4g, %d steps, %d evaluations", now.t(), now.steps(), now.evaluations());
        shown.at((int) (PARTS * now.fraction()), remark);
        if (now.isComplete()) {
            close();
        }
    }

    @Override
    public void close() {
        if (shown != null) {
            shown.close();
            shown = null;
        }
    }
}
