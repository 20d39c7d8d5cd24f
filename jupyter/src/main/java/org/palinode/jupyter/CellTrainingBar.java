package org.palinode.jupyter;

import java.util.Map;
import org.palinode.train.report.TrainingListener;
import org.palinode.train.report.TrainingReport;

/**
 * Progress of a training as a bar in the output of the cell that runs it, with step, loss and the metrics that were measured last. There is
 * one bar for each statement; it changes at most ten times a second, and at the end of the training. On a terminal it is
 * {@link org.palinode.train.report.TrainingBar}.
 *
 * <pre>{@code
 * Trainer.of(loss, new Adam(1e-3), batches).epochs(20).listening(new CellTrainingBar()).run(initial);
 * }</pre>
 */
public final class CellTrainingBar implements TrainingListener<Object> {
    private final CellBar bar;
    private Map<String, Double> metrics = Map.of();
    private TrainingReport<?> latest;

    /**
     * A bar that appears with the first report.
     *
     * @throws IllegalStateException if this JVM is not the kernel of a notebook
     */
    public CellTrainingBar() {
        this(Notebook.output());
    }

    CellTrainingBar(NotebookOutput output) {
        bar = new CellBar(output);
    }

    @Override
    public void report(TrainingReport<?> now) {
        metrics = now.metrics().isEmpty() ? metrics : now.metrics();
        latest = now.withMetrics(metrics);
        show(now.step() == now.steps());
    }

    /** Shows the last report, where the training ended before all its steps. */
    @Override
    public void end() {
        if (latest != null) {
            show(true);
            metrics = Map.of();
            latest = null;
        }
    }

    private void show(boolean ends) {
        TrainingReport<?> now = latest;
        bar.show("training", (double) now.step() / now.steps(), now::line, ends);
    }
}
