package org.palinode.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesFolder;
import picocli.CommandLine;
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
        return session(fit, folder).run();
    }

    private SeriesFit<?> begun(SeriesFolder folder, DataSet data) throws IOException {
        folder.requireNone();
        SeriesFit<?> fit = fitting.fit(data, steps);
        folder.begin(fit);
        return fit;
    }

    private SeriesFit<?> resumed(SeriesFolder folder, DataSet data) throws IOException {
        SeriesFit<?> fit = folder.fit(data);
        fitting.requireThoseOf(fit.settings(), out);
        return fit;
    }

    private <P> SeriesSession<P> session(SeriesFit<P> fit, SeriesFolder folder) {
        CommandLine line = spec.commandLine();
        return new SeriesSession<>(fit, folder, steps, horizon, line.getOut(), line.getErr());
    }
}
