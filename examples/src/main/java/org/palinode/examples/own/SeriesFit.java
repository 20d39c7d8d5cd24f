package org.palinode.examples.own;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.model.AdjointName;
import org.palinode.train.Trainer;
import org.palinode.train.optimiser.Optimiser;

/**
 * Fit of a model to series.
 *
 * @param <P> all that is fitted, a tree of tensors
 */
public final class SeriesFit<P> {
    private static final double LONGEST = 1;
    private static final int DRAWS = 400;

    private final SeriesSettings settings;
    private final DataSet data;
    private final Prepared prepared;
    private final Fitting<P, ?> fitting;
    private final List<Group> whole;

    private SeriesFit(SeriesSettings settings, DataSet data, Prepared prepared, Fitting<P, ?> fitting) {
        this.settings = settings;
        this.data = data;
        this.prepared = prepared;
        this.fitting = fitting;
        whole = prepared.whole();
    }

    /**
     * The fit of a data set.
     *
     * @throws IllegalArgumentException if the model does not suit the data or the adjoint; the text is for the user
     */
    public static SeriesFit<?> of(SeriesSettings settings, DataSet data) {
        List<Path> classPath = settings.classPath().stream().map(Path::of).toList();
        return of(settings, data, ModelByName.find(settings.model(), classPath));
    }

    /**
     * The same by the model that the settings name, which was found already.
     *
     * @throws IllegalArgumentException likewise
     */
    public static SeriesFit<?> of(SeriesSettings settings, DataSet data, FittedModel<?> model) {
        if (settings.log()) {
            Scaling.requirePositive(data);
        }
        if (!model.takesAdjoint() && settings.adjoint() != AdjointName.DIRECT) {
            throw new IllegalArgumentException(
                    settings.model() + " takes steps of its own between observations, and their"
                            + " gradient is direct; got the adjoint " + settings.adjoint() + "; leave --adjoint out");
        }
        return model instanceof SequenceModel<?> sequence
                ? ofSequences(settings, data, sequence)
                : ofEquation(settings, data, (SeriesEquation<?>) model);
    }

    /** The adjoint of a model unless another is asked for. */
    public static AdjointName standardAdjoint(FittedModel<?> model) {
        return model.takesAdjoint() ? AdjointName.REVERSIBLE : AdjointName.DIRECT;
    }

    private static <P> SeriesFit<?> ofEquation(SeriesSettings settings, DataSet data, SeriesEquation<P> equation) {
        Prepared prepared = Prepared.of(settings, data, equation.standardised(), equation.absoluteTime());
        return new SeriesFit<>(settings, data, prepared, new EquationFitting<>(equation, prepared));
    }

    private static <P> SeriesFit<P> ofSequences(SeriesSettings settings, DataSet data, SequenceModel<P> model) {
        Prepared prepared = Prepared.of(settings, data, model.standardised(), false);
        return new SeriesFit<>(settings, data, prepared, new SequenceFitting<>(model, prepared));
    }

    public SeriesSettings settings() {
        return settings;
    }

    public DataSet data() {
        return data;
    }

    public P initial() {
        return fitting.initial();
    }

    /** The trainer that takes so many steps. */
    public Trainer<P, ?> trainer(int steps) {
        return trainer(fitting, steps);
    }

    private <B> Trainer<P, B> trainer(Fitting<P, B> of, int steps) {
        Optimiser optimiser = settings.optimiser()
                .optimiser(settings.learningRate().schedule())
                .clippingByNorm(LONGEST);
        return Trainer.of(of::loss, optimiser, of.batches()).steps(steps);
    }

    /** The loss that a step of the training is a gradient of; the first is step 0. */
    public Tensor loss(P parameters, long step) {
        return loss(fitting, parameters, step);
    }

    private static <P, B> Tensor loss(Fitting<P, B> of, P parameters, long step) {
        return of.loss(parameters, of.batches().batch(step));
    }

    /** The mean square of what the curves miss of all that is trained on, in deviations of the columns. */
    public double error(P parameters) {
        return missed(parameters, SeriesTensors::trained).mean().item();
    }

    /** The same of what is held back; NaN if nothing is. */
    public double validation(P parameters) {
        Squares held = missed(parameters, SeriesTensors::heldBack);
        return held.count().item() == 0 ? Double.NaN : held.mean().item();
    }

    private Squares missed(P parameters, Function<SeriesTensors, Tensor> mask) {
        return whole.stream()
                .map(group -> group.missed(
                        fitting.predict(parameters, group, group.tensors().times()), mask.apply(group.tensors())))
                .reduce(Squares::plus)
                .orElseThrow();
    }

    /**
     * The curve of a series at some times of the file, not before its first: a row for each time, in the numbers of the file.
     *
     * @param series its place in the data
     */
    public double[][] predict(P parameters, int series, double[] times) {
        Group alone = prepared.alone(series);
        return inFile(
                fitting.predict(parameters, alone, own(alone, series, times)).index(1, 0));
    }

    /** The bounds of nine tenths of what a series may be at these times, as its model has it; none of a model without a law. */
    public Optional<Band> band(P parameters, int series, double[] times) {
        RandomKey key = prepared.key().fold(series);
        Group alone = prepared.alone(series);
        return fitting.draws(parameters, alone, own(alone, series, times), key, DRAWS)
                .map(draws -> {
                    Tensor sorted = draws.sort(1).values();
                    return new Band(
                            inFile(sorted.index(1, DRAWS / 20)), inFile(sorted.index(1, DRAWS - 1 - DRAWS / 20)));
                });
    }

    /** Times of the file as those of the model. */
    private double[] own(Group alone, int series, double[] times) {
        return alone.tensors().common().of(data.series().get(series), times, prepared.absoluteTime());
    }

    private double[][] inFile(Tensor rows) {
        double[] numbers = rows.toArray();
        int columns = rows.shape().dim(1);
        return IntStream.range(0, rows.shape().dim(0))
                .mapToObj(row -> IntStream.range(0, columns)
                        .mapToDouble(column -> prepared.scaling().undo(numbers[row * columns + column], column))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The numbers of the parameters, a line for each tensor. */
    public List<String> describe(P parameters) {
        Tree.Flat<?> flat = Tree.flatten(fitting.described(parameters));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < flat.leaves().size(); i++) {
            Tensor leaf = flat.leaves().get(i);
            if (leaf.size() == 0) {
                continue;
            }
            lines.add(flat.structure().paths().get(i) + " " + (leaf.size() > 4 ? leaf.type() : numbers(leaf)));
        }
        return lines;
    }

    private static String numbers(Tensor leaf) {
        return Arrays.stream(leaf.toArray())
                .mapToObj(value -> String.format(Locale.ROOT, "%.5g", value))
                .collect(Collectors.joining(", "));
    }
}
