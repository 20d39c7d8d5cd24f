package org.palinode.examples.own;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;
import org.palinode.examples.train.Slowing;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.Trainer;
import org.palinode.train.data.BatchSource;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.schedule.Schedule;

/**
 * Fit of an equation to series. All series are solved as one batch from time 0. Each step is a gradient of the mean square of what the
 * solution misses, in deviations of the columns. The first {@value #GROWTH} steps see the beginnings of the series alone, in quarters: over
 * many oscillations at once the loss of a model that is far off has too many hollows to fall into.
 */
public final class SeriesFit<P> {
    private static final int GROWTH = 120;
    private static final int QUARTERS = 4;
    private static final int FEWEST = 4;
    private static final double LONGEST = 1;

    private final SeriesSettings settings;
    private final DataSet data;
    private final SeriesEquation<P> equation;
    private final Scaling scaling;
    private final SeriesTensors tensors;
    private final Tensor first;
    private final Tensor deviations;
    private final Parameters<P> initial;

    /**
     * Fitted parameters.
     *
     * @param equation those of the equation
     * @param starts added to the start of each series [series, states]
     */
    public record Parameters<P>(P equation, Tensor starts) {}

    private SeriesFit(SeriesSettings settings, DataSet data, SeriesEquation<P> equation) {
        this.settings = settings;
        this.data = data;
        this.equation = equation;
        int[] trained = settings.split().trained(data, settings.seed());
        Statistics statistics = Statistics.of(data, trained, settings.log());
        scaling = equation.standardised()
                ? new Scaling(settings.log(), statistics.means(), statistics.deviations())
                : new Scaling(settings.log(), constant(0), constant(1));
        tensors = SeriesTensors.of(data, equation.absoluteTime(), scaling, trained);
        Statistics own = equation.standardised() ? statistics.scaled(scaling) : statistics;
        deviations = Tensor.of(own.deviations().stream().mapToDouble(d -> d).toArray());
        first = tensors.first(own.means().stream().mapToDouble(m -> m).toArray());
        P parameters = equation.initial(
                new SeriesFacts(
                        data.names(),
                        data.inputs(),
                        data.spacing(),
                        tensors.times()[tensors.times().length - 1],
                        own.means(),
                        own.deviations(),
                        own.greatest(),
                        settings.width(),
                        settings.depth()),
                RandomKey.of(settings.seed()));
        initial = new Parameters<>(
                parameters, equation.start(parameters, first, firstInputs()).zerosLike());
    }

    private List<Double> constant(double value) {
        return data.names().stream().map(name -> value).toList();
    }

    /**
     * The fit of a data set.
     *
     * @throws IllegalArgumentException if the model does not suit the data; the text is for the user
     */
    public static SeriesFit<?> of(SeriesSettings settings, DataSet data) {
        if (settings.log()) {
            SeriesTensors.requirePositive(data);
        }
        List<Path> classPath = settings.classPath().stream().map(Path::of).toList();
        return new SeriesFit<>(settings, data, EquationName.find(settings.model(), classPath));
    }

    public SeriesSettings settings() {
        return settings;
    }

    public DataSet data() {
        return data;
    }

    public Parameters<P> initial() {
        return initial;
    }

    private Tensor firstInputs() {
        return tensors.inputs() == null
                ? Tensor.zeros(data.series().size(), 0)
                : tensors.inputs().get(0);
    }

    /** The trainer that takes so many steps. */
    public Trainer<Parameters<P>, Integer> trainer(int steps) {
        Schedule rate = settings.constantRate()
                ? Schedule.constant(settings.learningRate())
                : new Slowing(settings.learningRate());
        Optimiser optimiser = settings.optimiser().optimiser(rate).clippingByNorm(LONGEST);
        return Trainer.of((Parameters<P> parameters, Integer times) -> loss(parameters, times), optimiser, beginnings())
                .steps(steps);
    }

    private BatchSource<Integer> beginnings() {
        return new BatchSource<>() {
            @Override
            public Integer batch(long step) {
                int all = tensors.times().length;
                long quarters = Math.min(QUARTERS, 1 + step * (QUARTERS - 1) / GROWTH);
                return (int) Math.min(all, Math.max(FEWEST, all * quarters / QUARTERS));
            }

            @Override
            public long perEpoch() {
                return 1;
            }
        };
    }

    /** The mean square of what the solution misses of the first times, over what is trained on; in deviations of each column. */
    public Tensor loss(Parameters<P> parameters, int times) {
        return loss(parameters, times, tensors.trained());
    }

    /** The loss over all that is trained on. */
    public double loss(Parameters<P> parameters) {
        return loss(parameters, tensors.times().length).item();
    }

    /** The same over what is held back; NaN if nothing is. */
    public double validation(Parameters<P> parameters) {
        Tensor held = tensors.heldBack();
        return held.sum().item() == 0
                ? Double.NaN
                : loss(parameters, tensors.times().length, held).item();
    }

    private Tensor loss(Parameters<P> parameters, int times, Tensor mask) {
        double[] until = Arrays.copyOf(tensors.times(), times);
        Tensor counted = mask.slice(0, 0, times);
        Tensor missed = solve(parameters, until)
                .minus(tensors.values().slice(0, 0, times))
                .dividedBy(deviations);
        Tensor squares = Tensor.where(counted, missed, missed.zerosLike()).square();
        return squares.sum().dividedBy(counted.sum().maximum(1));
    }

    /** What the model gives, in its numbers [times, series, columns], at times counted as its are. */
    private Tensor solve(Parameters<P> parameters, double[] times) {
        var path =
                tensors.inputs() == null ? null : LinearInterpolation.of(Tensor.of(tensors.times()), tensors.inputs());
        Tensor none = Tensor.zeros(data.series().size(), 0);
        double end = Math.max(times[times.length - 1], Double.MIN_NORMAL);
        var term = new ODETerm<Tensor, P>((t, y, p) -> equation.field(
                p, t, y, path == null ? none : path.evaluate(t.minimum(tensors.times()[tensors.times().length - 1]))));
        Tensor start =
                equation.start(parameters.equation(), first, firstInputs()).plus(parameters.starts());
        SolveOptions options = SolveOptions.standard()
                .controller(controller())
                .adjoint(settings.adjoint().adjoint())
                .saveAt(SaveAt.ts(times));
        Tensor states = DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, end, start, parameters.equation(), options)
                .ys();
        return equation.observed(parameters.equation(), states);
    }

    /** Steps end where inputs have a kink, which an error estimate would find late. */
    private StepSizeController controller() {
        PIDController adaptive = new PIDController(settings.tolerance(), settings.tolerance());
        return tensors.inputs() == null ? adaptive : new ClipStepSizeController(adaptive).stepTs(tensors.times());
    }

    /**
     * The curve of a series at some times of the file, not before its first: a row for each time, in the numbers of the file.
     *
     * @param series its place in the data
     */
    public double[][] predict(Parameters<P> parameters, int series, double[] times) {
        Observations each = data.series().get(series);
        double origin = equation.absoluteTime() ? 0 : each.first();
        double[] own = Arrays.stream(times).map(t -> t - origin).toArray();
        int columns = data.names().size();
        double[] numbers = solve(parameters, own).index(1, series).toArray();
        return IntStream.range(0, times.length)
                .mapToObj(row -> IntStream.range(0, columns)
                        .mapToDouble(column -> scaling.undo(numbers[row * columns + column], column))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The numbers of the parameters, a line for each tensor. */
    public List<String> describe(Parameters<P> parameters) {
        Tree.Flat<P> flat = Tree.flatten(parameters.equation());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < flat.leaves().size(); i++) {
            Tensor leaf = flat.leaves().get(i);
            String name = flat.structure().paths().get(i);
            lines.add(
                    leaf.size() > 4
                            ? name + " " + leaf.type()
                            : name + " "
                                    + Arrays.stream(leaf.toArray())
                                            .mapToObj(value -> String.format(Locale.ROOT, "%.5g", value))
                                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }
}
