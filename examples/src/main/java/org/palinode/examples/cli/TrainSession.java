package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.palinode.examples.compare.AdjointProblem;
import org.palinode.examples.compare.ComparisonTable;
import org.palinode.examples.compare.Sweep;
import org.palinode.examples.data.Series;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.progress.ProgressDisplay;
import org.palinode.examples.train.RunFolder;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;

/**
 * A training in front of a user: shows how far it is, saves it now and then and whenever it ends, and what came of it.
 *
 * @param training to be continued
 * @param folder where it is saved
 * @param steps in all
 * @param out for results
 * @param err for progress
 */
record TrainSession(Training<?> training, RunFolder folder, int steps, PrintWriter out, PrintWriter err) {
    private static final int INTERRUPTED = 130;
    private static final long SAVE_NANOS = 10_000_000_000L;

    /** Returns the exit code. */
    int run() throws IOException {
        folder.prepare();
        Path earlier = training.steps() == 0 ? folder.setAside() : null;
        introduce();
        if (earlier != null) {
            out.println("the earlier run there is kept in " + earlier);
            out.flush();
        }
        if (!train()) {
            return INTERRUPTED;
        }
        conclude();
        compare();
        return 0;
    }

    private void introduce() {
        Settings settings = training.settings();
        out.println(training.fit().series());
        out.println(settings.model() + ": " + training.describe().get(0));
        out.printf(
                Locale.ROOT,
                "steps %d to %d, adjoint %s, learning rate %s, seed %d%n",
                training.steps() + 1,
                steps,
                settings.adjoint(),
                settings.learningRate(),
                settings.seed());
        Series series = training.fit().series();
        if (series.columns() == 1 && series.turns(0)) {
            out.println("note: " + series.names().get(0) + " rises and falls, and a field of one variable without time"
                    + " cannot follow: its solutions only rise or only fall. Add a second column");
        }
        out.flush();
    }

    /** Returns whether the run came to its end; if not, it is saved and the user knows how to go on. */
    private boolean train() throws IOException {
        try (Interruption interruption = Interruption.watch()) {
            try {
                step(interruption);
            } finally {
                folder.save(training);
                folder.writeLosses(training);
            }
            if (training.steps() == steps) {
                return true;
            }
            err.println("stopped after step " + training.steps() + "; go on with: palinode train " + Train.JOB
                    + " --out " + folder.path() + " --resume --steps " + steps);
            err.flush();
            return false;
        }
    }

    private void step(Interruption interruption) throws IOException {
        try (ProgressDisplay progress = ProgressDisplay.of("train", training.steps(), steps, err)) {
            long saved = System.nanoTime();
            while (training.steps() < steps && !interruption.isRequested()) {
                training.step();
                progress.at(training.steps(), String.format(Locale.ROOT, "loss %.4g", training.lastLoss()));
                if (System.nanoTime() - saved > SAVE_NANOS) {
                    folder.save(training);
                    saved = System.nanoTime();
                }
            }
        }
    }

    private void conclude() throws IOException {
        out.println(training.title());
        out.printf(Locale.ROOT, "loss over all observations: %.6g%n", training.loss());
        training.describe().forEach(out::println);
        out.flush();
        folder.writePlot(training);
    }

    private void compare() throws IOException {
        AdjointProblem<?> problem = AdjointProblem.of(training);
        Sweep sweep = Sweep.adaptive(
                problem, training.settings().tolerance(), List.of(AdjointName.values()), (steps, name) -> {});
        ComparisonTable.write(sweep, folder.path());
        out.println();
        out.println("All adjoints on this model, each against Direct on the same steps:");
        out.print(sweep.entries().get(0).comparison());
        out.println("Near a minimum gradients are small, so true errors, which are relative, are large there"
                + " (docs/choose/adjoint.md explains the columns).");
        out.println();
        out.println("see " + folder.plot() + "; " + folder.losses() + ", " + folder.run() + " and "
                + ComparisonTable.file(folder.path()) + " hold the rest");
        out.flush();
    }
}
