package org.palinode.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.palinode.examples.data.Series;
import org.palinode.examples.data.SeriesCsv;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.model.ModelName;
import org.palinode.examples.train.Fitted;
import org.palinode.examples.train.RunFolder;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code palinode train}: fits a model to a series, with a plot, parameters to go on from, and the adjoints compared at the end. */
@Command(
        name = "train",
        subcommands = TrainSeries.class,
        description = "Fit a differential equation to observations, by gradients through the solver.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Models, both in logarithms and solved by Tsit5 with adaptive steps:",
            "  neural-ode       a tanh network as the field; any number of columns, but one alone cannot",
            "                   oscillate: a field of one variable without time only rises or only falls",
            "  lotka-volterra   x' = alpha x - beta x y, y' = -gamma y + delta x y; two columns, prey first",
            "",
            "The folder --out then holds",
            "  fit.png        observations and fit, over time and in the phase plane of the first two columns",
            "  loss.csv       the loss of each step; the first 500 see the beginning of the series only",
            "  adjoints.csv   the table that is printed at the end",
            "  run.json and checkpoint.safetensors",
            "                 settings and data, parameters and the optimiser's state: all that --resume needs",
            "                 to go on as if the run had never stopped, bit for bit; saved every ten seconds",
            "Ctrl-C finishes the step, saves the run and ends with exit code 130.",
            "",
            "Data: a first line with names, as in year,hare,lynx, the first column time; then a line for each",
            "time, rising, with positive numbers and no gaps. Lines that start with # are comments. For other",
            "data, with gaps, several series, dates, inputs or any sign: palinode train series --help",
            "",
            "Examples:",
            "  palinode train lynx-hare",
            "  palinode train lynx-hare --model lotka-volterra",
            "  palinode train --data my.csv --unit ug/l --out out/mine --steps 4000",
            "  palinode train lynx-hare --out out/mine --resume --steps 8000"
        })
final class Train implements Callable<Integer> {
    static final String JOB = "lynx-hare";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "JOB",
            defaultValue = JOB,
            description = "What to train: " + JOB + ", a model of one series. It is the only job, and may be left out.")
    private String job;

    @Option(names = "--model", paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}; neural-ode by default.")
    private ModelName model;

    @Option(
            names = "--data",
            paramLabel = "FILE.csv",
            description = "The series; by default the pelts of lynxes and hares traded from 1900 to 1920.")
    private Path data;

    @Option(names = "--unit", paramLabel = "TEXT", description = "Unit of the values in FILE.csv, for the plot.")
    private String unit;

    @Option(
            names = "--adjoint",
            paramLabel = "ADJOINT",
            description = "${COMPLETION-CANDIDATES}; reversible by default.")
    private AdjointName adjoint;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps in all, with those before --resume; 2000 by default, 1000 for lotka-volterra.")
    private Integer steps;

    @Option(names = "--seed", paramLabel = "N", description = "Of the network's first weights; 0 by default.")
    private Long seed;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description =
                    "Of Adam at the first step; 0.02 by default, 0.05 for lotka-volterra. It falls as the run goes on.")
    private Double learningRate;

    @Option(names = "--width", paramLabel = "N", description = "Of the network's hidden layers; 32 by default.")
    private Integer width;

    @Option(names = "--depth", paramLabel = "N", description = "Number of hidden layers; 2 by default.")
    private Integer depth;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description = "Of the solver, relative and absolute; 1e-5 by default.")
    private Double tolerance;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go; out/lynx-hare by default, out/lynx-hare-lotka-volterra for that model.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on with the run in --out. Model, data and settings are those it has; others are refused.")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        check();
        RunFolder folder = new RunFolder(or(out, Path.of("out", defaultFolder())));
        Training<?> training = resume ? resumed(folder) : Training.of(settings(Settings.of(model())), series());
        int all = steps == null ? defaultSteps(training.settings().model()) : steps;
        return session(training, folder, all).run();
    }

    private <P> TrainSession<P> session(Training<P> training, RunFolder folder, int all) throws IOException {
        Fitted<P> from = resume ? folder.saved(training) : new Fitted<>(training, training.initial(), 0);
        if (from.steps() >= all) {
            throw new IllegalArgumentException("the run in " + folder.path() + " has " + from.steps()
                    + " steps already; ask for more in all with --steps");
        }
        CommandLine line = spec.commandLine();
        return new TrainSession<>(from, folder, resume, all, line.getOut(), line.getErr());
    }

    private void check() {
        if (!job.equals(JOB)) {
            throw new ParameterException(spec.commandLine(), "there is no job " + job + "; the one there is is " + JOB);
        }
        if (steps != null && steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps must be 1 at least, got " + steps);
        }
        if (unit != null && data == null && !resume) {
            throw new ParameterException(spec.commandLine(), "--unit goes with --data");
        }
    }

    private ModelName model() {
        return model == null ? ModelName.NEURAL_ODE : model;
    }

    private String defaultFolder() {
        return model() == ModelName.NEURAL_ODE ? JOB : JOB + "-" + model();
    }

    private static int defaultSteps(ModelName model) {
        return model == ModelName.NEURAL_ODE ? 2000 : 1000;
    }

    /** Settings with what the command line says in place of what they have. */
    private Settings settings(Settings base) {
        if (base.model() != ModelName.NEURAL_ODE && (width != null || depth != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--width and --depth are those of a network, and " + base.model() + " has none");
        }
        Settings settings = base.network(or(width, base.width()), or(depth, base.depth()));
        return settings.adjoint(or(adjoint, base.adjoint()))
                .seed(or(seed, base.seed()))
                .learningRate(or(learningRate, base.learningRate()))
                .tolerance(or(tolerance, base.tolerance()));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private Series series() throws IOException {
        return data == null ? SeriesCsv.lynxHare() : SeriesCsv.read(data, unit == null ? "" : unit);
    }

    private Training<?> resumed(RunFolder folder) throws IOException {
        Training<?> saved = folder.training();
        refuseOtherSettings(folder, saved.settings());
        if (data != null) {
            String difference = saved.fit().series().difference(series());
            if (!difference.isEmpty()) {
                throw new IllegalArgumentException("the run in " + folder.path() + " was begun on other data than "
                        + data + ", which has " + difference
                        + "; leave --data out to go on with those, or begin anew with"
                        + " another --out");
            }
        }
        return saved;
    }

    private void refuseOtherSettings(RunFolder folder, Settings saved) {
        Settings asked = model == null || model == saved.model() ? settings(saved) : settings(Settings.of(model));
        List<String> differences = saved.differences(asked);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("the run in " + folder.path() + " cannot go on with "
                    + differences.get(0) + "; leave the option out, or begin anew without --resume in another --out");
        }
    }
}
