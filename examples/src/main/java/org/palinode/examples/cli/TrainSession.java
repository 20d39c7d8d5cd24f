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
import org.palinode.examples.train.Failure;
import org.palinode.examples.train.Fitted;
import org.palinode.examples.train.RunFolder;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;
import org.palinode.ode.SolveException;
import org.palinode.train.Interruption;

/**
 * A training in front of a user: shows how far it is, what came of it, and how to go on.
 *
 * @param from the model that the session begins with
 * @param folder where it is saved
 * @param resumes whether it continues what is there
 * @param steps in all
 * @param out for results
 * @param err for progress
 */
record TrainSession<P>(Fitted<P> from, RunFolder folder, boolean resumes, int steps, PrintWriter out, PrintWriter err) {
    private static final int INTERRUPTED = 130;

    /** Returns the exit code. */
    int run() throws IOException {
        Path earlier = resumes ? null : folder.begin(training());
        introduce();
        if (earlier != null) {
            out.println("the earlier run there is kept in " + earlier);
            out.flush();
        }
        Fitted<P> fitted = train();
        if (fitted.steps() < steps) {
            return INTERRUPTED;
        }
        try {
            conclude(fitted);
            compare(fitted);
            return 0;
        } catch (SolveException failure) {
            throw new IllegalArgumentException(
                    "the run is saved, and its curves cannot be followed to their end: " + Failure.problem(failure)
                            + "; add --resume, and more --steps than " + steps,
                    failure);
        }
    }

    private Training<P> training() {
        return from.training();
    }

    private void introduce() {
        Settings settings = training().settings();
        out.println(training().fit().series());
        out.println(settings.model() + ": " + from.describe().get(0));
        out.printf(
                Locale.ROOT,
                "steps %d to %d, adjoint %s, learning rate %s, seed %d%n",
                from.steps() + 1,
                steps,
                settings.adjoint(),
                settings.learningRate(),
                settings.seed());
        Series series = training().fit().series();
        if (series.columns() == 1 && series.turns(0)) {
            out.println("note: " + series.names().get(0) + " rises and falls, and a field of one variable without time"
                    + " cannot follow: its solutions only rise or only fall. Add a second column");
        }
        out.flush();
    }

    /** Trains until there are all steps, or the JVM is to end; the user then knows how to go on. */
    private Fitted<P> train() throws IOException {
        try (Interruption interruption = Interruption.watch()) {
            Fitted<P> fitted = saving();
            if (fitted.steps() < steps) {
                err.println("stopped after step " + fitted.steps() + "; go on with: palinode train " + Train.JOB
                        + " --out " + folder.path() + " --resume --steps " + steps);
                err.flush();
            }
            return fitted;
        }
    }

    private Fitted<P> saving() throws IOException {
        try {
            return training()
                    .fitted(() -> training()
                            .trainer(steps)
                            .in(folder.path())
                            .listening(TrainingProgress.on(err))
                            .resume(training().initial()));
        } finally {
            folder.writeLosses(training());
        }
    }

    private void conclude(Fitted<P> fitted) throws IOException {
        out.println(fitted.title());
        out.printf(Locale.ROOT, "loss over all observations: %.6g%n", fitted.loss());
        fitted.describe().forEach(out::println);
        out.flush();
        folder.writePlot(fitted);
    }

    private void compare(Fitted<P> fitted) throws IOException {
        AdjointProblem<?> problem = AdjointProblem.of(fitted);
        Sweep sweep = Sweep.adaptive(
                problem, training().settings().tolerance(), List.of(AdjointName.values()), (steps, name) -> {});
        ComparisonTable.write(sweep, folder.path());
        out.println();
        out.println("All adjoints on this model, each against Direct on the same steps:");
        out.print(sweep.entries().get(0).comparison());
        out.println("Near a minimum gradients are small, so true errors, which are relative, are large there"
                + " (docs/choose/adjoint.md explains the columns).");
        out.println();
        out.println("see " + folder.plot() + "; " + folder.losses() + ", " + folder.checkpoint() + " and "
                + ComparisonTable.file(folder.path()) + " hold the rest");
        out.flush();
    }
}
