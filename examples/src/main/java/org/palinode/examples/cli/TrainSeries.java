package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.DataSetCsv;
import org.palinode.examples.data.TimeUnit;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.own.OptimiserName;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesFolder;
import org.palinode.examples.own.SeriesSettings;
import org.palinode.examples.own.Split;
import org.palinode.examples.progress.ProgressDisplay;
import org.palinode.train.Interruption;
import org.palinode.train.Trained;
import org.palinode.train.TrainingException;
import picocli.CommandLine.Command;
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
            "Models, solved by Tsit5 with adaptive steps; all series share their parameters:",
            "  neural-ode         a tanh network of the columns and inputs, on standardised values",
            "  lotka-volterra     two columns, the prey and then its predator",
            "  sir                one column, the infected, or three: susceptible, infected, recovered",
            "  pharmacokinetics   one compartment, a dose by mouth at time 0: --input DOSE, --columns CONC",
            "  my.pkg.MyModel     a class that implements org.palinode.examples.own.SeriesEquation",
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

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = "Column of times; by default the first, or the one after the id.")
    private String time;

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            defaultValue = "DAYS",
            description = "Of the numbers that dates become: ${COMPLETION-CANDIDATES}; days by default.")
    private TimeUnit unit;

    @Option(names = "--id", paramLabel = "COLUMN", description = "Column that tells several series apart.")
    private String id;

    @Option(
            names = "--columns",
            paramLabel = "COLUMN",
            split = ",",
            description = "What is observed; all columns left by default.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "COLUMN",
            split = ",",
            description = "Inputs u(t), on straight lines between the times; the last value holds after the last time.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "neural-ode",
            description = "Name or class of the model; neural-ode by default.")
    private String model;

    @Option(names = "--class-path", paramLabel = "PATH", split = ",", description = "Where the model's class is.")
    private List<Path> classPath = new ArrayList<>();

    @Option(names = "--log", description = "Model logarithms; all values must be positive.")
    private boolean log;

    @Option(
            names = "--hold-back",
            paramLabel = "SHARE",
            description = "Share of the last times of each series to validate on, as 0.2.")
    private Double heldTimes;

    @Option(
            names = "--hold-back-series",
            paramLabel = "SHARE",
            description = "Share of whole series to validate on, drawn by --seed.")
    private Double heldSeries;

    @Option(
            names = "--adjoint",
            paramLabel = "ADJOINT",
            defaultValue = "REVERSIBLE",
            description = "${COMPLETION-CANDIDATES}; reversible by default.")
    private AdjointName adjoint;

    @Option(
            names = "--optimiser",
            paramLabel = "OPTIMISER",
            defaultValue = "ADAM",
            description = "${COMPLETION-CANDIDATES}; adam by default.")
    private OptimiserName optimiser;

    @Option(names = "--learning-rate", paramLabel = "X", defaultValue = "0.02", description = "0.02 by default.")
    private double learningRate;

    @Option(names = "--constant-rate", description = "Keep the learning rate; by default it falls as the run goes on.")
    private boolean constantRate;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "1000", description = "In all; 1000 by default.")
    private int steps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "0 by default.")
    private long seed;

    @Option(names = "--width", paramLabel = "N", defaultValue = "32", description = "Of hidden layers; 32 by default.")
    private int width;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "2", description = "Hidden layers; 2 by default.")
    private int depth;

    @Option(names = "--tolerance", paramLabel = "X", defaultValue = "1e-5", description = "1e-5 by default.")
    private double tolerance;

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

    @Option(names = "--resume", description = "Go on with the fit in --out, with the settings that it has.")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        if (heldTimes != null && heldSeries != null) {
            throw new ParameterException(
                    spec.commandLine(), "--hold-back and --hold-back-series exclude one another; choose one");
        }
        if (steps < 1 || !(horizon >= 0) || Double.isInfinite(horizon)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--steps must be 1 at least and --forecast not negative, got " + steps + " and " + horizon);
        }
        DataSet data = new DataSetCsv(time, unit, id, columns, inputs).read(file);
        SeriesFolder folder = new SeriesFolder(out);
        SeriesFit<?> fit = resume ? folder.fit(data) : SeriesFit.of(settings(), data);
        if (!resume) {
            folder.begin(fit);
        }
        return run(fit, folder);
    }

    private SeriesSettings settings() {
        Split split =
                heldSeries == null ? new Split(heldTimes == null ? 0 : heldTimes, false) : new Split(heldSeries, true);
        return new SeriesSettings(
                model,
                classPath.stream().map(Path::toString).toList(),
                adjoint,
                optimiser,
                constantRate,
                learningRate,
                seed,
                width,
                depth,
                tolerance,
                log,
                split);
    }

    private <P> int run(SeriesFit<P> fit, SeriesFolder folder) throws IOException {
        PrintWriter results = spec.commandLine().getOut();
        results.println(fit.data());
        fit.data().notes().forEach(note -> results.println("note: " + note));
        results.flush();
        Trained<SeriesFit.Parameters<P>> trained = train(fit);
        if (trained.steps() < steps) {
            spec.commandLine().getErr().println("stopped after step " + trained.steps() + "; go on with --resume");
            return INTERRUPTED;
        }
        SeriesFit.Parameters<P> parameters = trained.parameters();
        results.printf(Locale.ROOT, "loss %.6g, in deviations squared%n", fit.loss(parameters));
        if (fit.settings().split().share() > 0) {
            results.printf(Locale.ROOT, "on what was held back %.6g%n", fit.validation(parameters));
        }
        fit.describe(parameters).forEach(results::println);
        folder.write(fit, parameters, horizon);
        results.println("see " + folder.plot() + " and " + folder.forecast());
        results.flush();
        return 0;
    }

    private <P> Trained<SeriesFit.Parameters<P>> train(SeriesFit<P> fit) {
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
                            + "; begin again in another --out, with a smaller --learning-rate than "
                            + fit.settings().learningRate(),
                    failure);
        }
    }
}
