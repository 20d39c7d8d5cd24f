package org.palinode.examples.cli;

import java.io.PrintWriter;
import org.palinode.examples.progress.Terminal;
import org.palinode.train.report.TrainingBar;
import org.palinode.train.report.TrainingLines;
import org.palinode.train.report.TrainingListener;

/** Way in which a command shows how far its training is. */
final class TrainingProgress {
    private TrainingProgress() {}

    /** A bar where standard error is a terminal, else lines. */
    static TrainingListener<Object> on(PrintWriter err) {
        return Terminal.isInteractive() ? new TrainingBar(err) : new TrainingLines(err);
    }
}
