package org.palinode.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.own.FittedModel;
import org.palinode.examples.own.InputCurve;
import org.palinode.examples.own.LearningRate;
import org.palinode.examples.own.ModelByName;
import org.palinode.examples.own.OptimiserName;
import org.palinode.examples.own.SeriesFit;
import org.palinode.examples.own.SeriesSettings;
import org.palinode.examples.own.Split;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the model and its training. */
final class SeriesFitOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--input-curve",
            paramLabel = "CURVE",
            defaultValue = "LINEAR",
            description = "Through inputs between their times: ${COMPLETION-CANDIDATES}; linear by default.")
    private InputCurve inputCurve;

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
            names = "--window",
            paramLabel = "N",
            defaultValue = "0",
            description = "Train on windows of N rows, each from a start of its own; 0, whole series, by default.")
    private int window;

    @Option(
            names = "--adjoint",
            paramLabel = "ADJOINT",
            description = "${COMPLETION-CANDIDATES}; reversible by default, direct of models with steps of their own.")
    private AdjointName adjoint;

    @Option(
            names = "--optimiser",
            paramLabel = "OPTIMISER",
            defaultValue = "ADAM",
            description = "${COMPLETION-CANDIDATES}; adam by default. The weights of adamw decay by 1e-4.")
    private OptimiserName optimiser;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description =
                    "Of the first step. By default, of networks: adam and adamw 0.005, sgd 0.05, rmsprop 0.005, lion 0.002;"
                            + " of equations: 0.02, 0.1, 0.01 and 0.01.")
    private Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "COURSE",
            defaultValue = "SLOWING",
            description = "Of the learning rate: ${COMPLETION-CANDIDATES}; slowing by default.")
    private LearningRate.Course schedule;

    @Option(
            names = "--schedule-steps",
            paramLabel = "N",
            description = "Steps in which cosine and exponential fall to a hundredth; --steps by default.")
    private Integer scheduleSteps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "0 by default.")
    private long seed;

    @Option(names = "--width", paramLabel = "N", defaultValue = "32", description = "Of hidden layers; 32 by default.")
    private int width;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "2", description = "Hidden layers; 2 by default.")
    private int depth;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            defaultValue = "1e-5",
            description = "Of adaptive solves; 1e-5 by default.")
    private double tolerance;

    /** Refuses options that exclude one another. */
    void check() {
        if (heldTimes != null && heldSeries != null) {
            throw new ParameterException(
                    spec.commandLine(), "--hold-back and --hold-back-series exclude one another; choose one");
        }
        if (scheduleSteps != null && !schedule.ends()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--schedule-steps is for cosine and exponential, got " + schedule + "; choose one by --schedule");
        }
    }

    /** A new fit of so many steps. The class of the model is loaded, and a model of it made, here alone. */
    SeriesFit<?> fit(DataSet data, int steps) {
        FittedModel<?> found = ModelByName.find(model, classPath);
        if (!found.takesAdjoint() && spec.commandLine().getParseResult().hasMatchedOption("--tolerance")) {
            throw new IllegalArgumentException(
                    model + " takes steps of its own, whose errors are not looked at; leave --tolerance out");
        }
        return SeriesFit.of(settings(found, steps), data, found);
    }

    private SeriesSettings settings(FittedModel<?> found, int steps) {
        Split split =
                heldSeries == null ? new Split(heldTimes == null ? 0 : heldTimes, false) : new Split(heldSeries, true);
        return new SeriesSettings(
                model,
                classPath.stream().map(Path::toString).toList(),
                adjoint == null ? SeriesFit.standardAdjoint(found) : adjoint,
                optimiser,
                learningRate(found, steps),
                seed,
                width,
                depth,
                tolerance,
                log,
                inputCurve,
                split,
                window);
    }

    /** Refuses options that are other than a fit in {@code folder} was begun with; those that are not given may be any. */
    void requireThoseOf(SeriesSettings saved, Path folder) {
        requireSame("--model", model, saved.model(), folder);
        requireSame("--class-path", classPath.stream().map(Path::toString).toList(), saved.classPath(), folder);
        requireSame("--input-curve", inputCurve, saved.inputs(), folder);
        requireSame("--log", log, saved.log(), folder);
        requireSame("--hold-back", heldTimes, held(saved, false), folder);
        requireSame("--hold-back-series", heldSeries, held(saved, true), folder);
        requireSame("--window", window, saved.window(), folder);
        requireSame("--adjoint", adjoint, saved.adjoint(), folder);
        requireSame("--optimiser", optimiser, saved.optimiser(), folder);
        requireSame("--learning-rate", learningRate, saved.learningRate().first(), folder);
        requireSame("--schedule", schedule, saved.learningRate().course(), folder);
        requireSame("--schedule-steps", scheduleSteps, saved.learningRate().steps(), folder);
        requireSame("--seed", seed, saved.seed(), folder);
        requireSame("--width", width, saved.width(), folder);
        requireSame("--depth", depth, saved.depth(), folder);
        requireSame("--tolerance", tolerance, saved.tolerance(), folder);
    }

    private static double held(SeriesSettings saved, boolean wholeSeries) {
        return saved.split().wholeSeries() == wholeSeries ? saved.split().share() : 0;
    }

    private void requireSame(String option, Object asked, Object saved, Path folder) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option) && !asked.equals(saved)) {
            throw new IllegalArgumentException("the fit in " + folder + " cannot go on with " + option + " " + asked
                    + " in place of " + saved + "; leave the option out, or begin anew in another --out");
        }
    }

    private LearningRate learningRate(FittedModel<?> found, int steps) {
        int falling = scheduleSteps == null ? steps : scheduleSteps;
        double first = learningRate == null ? optimiser.learningRate(found) : learningRate;
        return new LearningRate(first, schedule, schedule.ends() ? falling : 0);
    }
}
