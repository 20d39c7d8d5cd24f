package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesFolder;
import org.palinode.examples.train.Failure;
import org.palinode.ode.SolveException;
import org.palinode.train.Interruption;
import org.palinode.train.Trained;
import org.palinode.train.TrainingException;

/**
 * A session of {@code palinode train series}: trains, and writes the forecast when all steps are taken.
 *
 * @param fit that is trained
 * @param folder where it is saved
 * @param steps in all
 * @param horizon of the forecast
 * @param out for results
 * @param err for progress
 */
record SeriesSession<P>(
        SeriesFit<P> fit, SeriesFolder folder, int steps, double horizon, PrintWriter out, PrintWriter err) {
    private static final int INTERRUPTED = 130;

    /** Returns the exit code. */
    int run() throws IOException {
        out.println(fit.data());
        fit.data().notes().forEach(note -> out.println("note: " + note));
        out.flush();
        Trained<P> trained = train();
        if (trained.steps() < steps) {
            return INTERRUPTED;
        }
        try {
            conclude(trained.parameters());
            return 0;
        } catch (SolveException failure) {
            throw new IllegalArgumentException(unsolved(failure), failure);
        }
    }

    /** Trains until there are all steps, or the JVM is to end; the user then knows how to go on. */
    private Trained<P> train() {
        try (Interruption interruption = Interruption.watch()) {
            Trained<P> trained = fit.trainer(steps)
                    .in(folder.path())
                    .listening(TrainingProgress.on(err))
                    .resume(fit.initial());
            if (trained.steps() < steps) {
                err.println("stopped after step " + trained.steps() + "; go on by the same command with --resume");
                err.flush();
            }
            return trained;
        } catch (TrainingException failure) {
            throw new IllegalArgumentException(
                    Failure.problem(failure) + "; begin again in another --out"
                            + Failure.remedy(
                                    failure,
                                    fit.settings().learningRate().first(),
                                    fit.settings().tolerance()),
                    failure);
        }
    }

    private void conclude(P parameters) throws IOException {
        out.printf(Locale.ROOT, "mean square error %.6g, in squared deviations%n", fit.error(parameters));
        if (fit.settings().split().share() > 0) {
            out.printf(Locale.ROOT, "of what was held back %.6g%n", fit.validation(parameters));
        }
        fit.describe(parameters).forEach(out::println);
        out.flush();
        folder.write(fit, parameters, horizon);
        out.println("see " + folder.plot() + " and " + folder.forecast());
        out.flush();
    }

    /** The curves run over all times, and the training may have seen the first of them alone. */
    private String unsolved(SolveException failure) {
        return "the fit is saved, and its curves cannot be followed to their end: " + Failure.problem(failure)
                + "; add --resume, and " + (horizon > 0 ? "a --forecast shorter than " + horizon + " or " : "")
                + "more --steps than " + steps;
    }
}
