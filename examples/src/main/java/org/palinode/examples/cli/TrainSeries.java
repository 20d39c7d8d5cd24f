package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesFolder;
import org.palinode.examples.progress.ProgressDisplay;
import org.palinode.train.Interruption;
import org.palinode.train.Trained;
import org.palinode.train.TrainingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode train series}: fits a model to any table of series, and forecasts. */
@Command(
        name = "series",
        description = "Fit a differential equation to your own table of series, and forecast.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Models; all series share their parameters. From the first values alone:",
            "  neural-ode         a tanh network of the columns and inputs, on standardised values",
            "  lotka-volterra     two columns, the prey and then its predator",
            "  sir                one column, the infected, or three: susceptible, infected, recovered",
            "  pharmacokinetics   one compartment, a dose by mouth at time 0: --input DOSE, --columns CONC",
            "Models that read the series, on standardised values:",
            "  ode-rnn            a state on a neural field, changed by a GRU at each observation",
            "  latent-ode         a GRU reads the series, a neural field goes on from what it says",
            "  neural-cde         driven by time, the observed values and the inputs",
            "  neural-sde         drift and noise are networks; the forecast has a band",
            "ode-rnn and neural-sde take steps of their own, without --adjoint and --tolerance.",
            "Your own:",
            "  my.pkg.MyModel     a class that implements SeriesEquation or SequenceModel, both of",
            "                     org.palinode.examples.own",
            "",
            "The file: a first line with names, then a line for each time; comma, semicolon or tab.",
            "Missing values are nothing, NA, NaN or ?. Times are numbers, or dates as in 2024-05-31T14:30.",
            "",
            "The folder --out then holds forecast.csv and forecast.png, series.json, log.csv and",
            "checkpoint.safetensors. With --resume the run goes on, or only forecasts if it is done.",
            "",
            "Examples:",
            "  palinode train series my.csv --columns temperature --input heating --forecast 24",
            "  palinode train series trial.csv --id subject --columns conc --input dose \\",
            "      --model pharmacokinetics --hold-back-series 0.2"
        })
final class TrainSeries implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The table.")
    private Path file;

    @Mixin
    private SeriesDataOptions reading;

    @Mixin
    private SeriesFitOptions fitting;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1000", description = "In all; 1000 by default.")
    private int steps;

    @Option(
            names = "--forecast",
            paramLabel = "T",
            defaultValue = "0",
            description = "How far the curves go on after the last time of each series, in the unit of time.")
    private double horizon;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/series",
            description = "Where results go; out/series by default.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on with the fit in --out, with the settings that it has; others are refused.")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        if (steps < 1 || !(horizon >= 0) || Double.isInfinite(horizon)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--steps must be 1 at least and --forecast not negative, got " + steps + " and " + horizon);
        }
        fitting.check();
        DataSet data = reading.read(file);
        SeriesFolder folder = new SeriesFolder(out);
        SeriesFit<?> fit = resume ? resumed(folder, data) : begun(folder, data);
        return run(fit, folder);
    }

    private SeriesFit<?> begun(SeriesFolder folder, DataSet data) throws IOException {
        SeriesFit<?> fit = SeriesFit.of(fitting.settings(steps), data);
        folder.begin(fit);
        return fit;
    }

    private SeriesFit<?> resumed(SeriesFolder folder, DataSet data) throws IOException {
        SeriesFit<?> fit = folder.fit(data);
        fitting.requireThoseOf(fit.settings(), out);
        return fit;
    }

    private <P> int run(SeriesFit<P> fit, SeriesFolder folder) throws IOException {
        PrintWriter results = spec.commandLine().getOut();
        results.println(fit.data());
        fit.data().notes().forEach(note -> results.println("note: " + note));
        results.flush();
        Trained<P> trained = train(fit);
        if (trained.steps() < steps) {
            spec.commandLine().getErr().println("stopped after step " + trained.steps() + "; go on with --resume");
            return INTERRUPTED;
        }
        P parameters = trained.parameters();
        results.printf(Locale.ROOT, "mean square error %.6g, in squared deviations%n", fit.error(parameters));
        if (fit.settings().split().share() > 0) {
            results.printf(Locale.ROOT, "of what was held back %.6g%n", fit.validation(parameters));
        }
        fit.describe(parameters).forEach(results::println);
        folder.write(fit, parameters, horizon);
        results.println("see " + folder.plot() + " and " + folder.forecast());
        results.flush();
        return 0;
    }

    private <P> Trained<P> train(SeriesFit<P> fit) {
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.watch();
                ProgressDisplay progress = ProgressDisplay.of("train", 0, steps, err)) {
            return fit.trainer(steps)
                    .in(out)
                    .listening(
                            now -> progress.at((int) now.step(), String.format(Locale.ROOT, "loss %.4g", now.loss())))
                    .resume(fit.initial());
        } catch (TrainingException failure) {
            throw new IllegalArgumentException(
                    "step " + failure.step() + " failed: " + failure.problem()
                            + "; begin again in another --out"
                            + (failure.isMistake()
                                    ? ""
                                    : ", with a smaller --learning-rate than "
                                            + fit.settings().learningRate().first()),
                    failure);
        }
    }
}
