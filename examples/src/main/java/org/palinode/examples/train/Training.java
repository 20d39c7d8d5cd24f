package org.palinode.examples.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.Series;
import org.palinode.examples.model.Fit;
import org.palinode.examples.model.FlatParameters;
import org.palinode.examples.model.SeriesModel;
import org.palinode.ode.SolveException;
import org.palinode.ode.outcome.GradientException;

/**
 * A model on its way to a series. Each step is a gradient, cut to length {@value #LONGEST}, and a step of Adam. The first {@value #GROWTH}
 * steps see the beginning of the series only, first a quarter of it and then more and more: over many oscillations at once
 * the loss of a model that is far off has too many hollows to fall into.
 *
 * <p>Everything is decided by settings, series and the number of the step, so a run that was saved and resumed gives the numbers of one
 * that never stopped, bit for bit.
 */
public final class Training<P> {
    private static final int GROWTH = 500;
    private static final int FEWEST = 4;
    private static final double LONGEST = 1;

    private final Settings settings;
    private final Fit<P> fit;
    private final FlatParameters<P> layout;
    private final double[] parameters;
    private final AdamOptimiser adam;
    private final List<Double> losses = new ArrayList<>();

    private Training(Settings settings, Fit<P> fit, P initial) {
        this.settings = settings;
        this.fit = fit;
        layout = FlatParameters.like(initial);
        parameters = layout.flatten(initial);
        adam = AdamOptimiser.fresh(settings.learningRate(), parameters.length);
    }

    private Training(SavedRun saved, Fit<P> fit, P initial) {
        settings = saved.settings();
        this.fit = fit;
        layout = FlatParameters.like(initial);
        parameters = saved.parameters(layout);
        adam = AdamOptimiser.restored(settings.learningRate(), saved.adam(layout.size()));
        losses.addAll(saved.losses());
    }

    /** A run before its first step. */
    public static Training<?> begin(Settings settings, Series series) {
        return begin(settings, series, model(settings, series));
    }

    private static <P> Training<P> begin(Settings settings, Series series, SeriesModel<P> model) {
        return new Training<>(settings, new Fit<>(model, series), model.initial(RandomKey.of(settings.seed())));
    }

    /** A run as it was when it was saved. */
    public static Training<?> resume(SavedRun saved) {
        return resume(saved, model(saved.settings(), saved.series()));
    }

    private static <P> Training<P> resume(SavedRun saved, SeriesModel<P> model) {
        P initial = model.initial(RandomKey.of(saved.settings().seed()));
        return new Training<>(saved, new Fit<>(model, saved.series()), initial);
    }

    private static SeriesModel<?> model(Settings settings, Series series) {
        return settings.model().model(series, settings.width(), settings.depth());
    }

    /** Takes steps until there are {@code steps} in all. */
    public void run(int steps) {
        while (steps() < steps) {
            step();
        }
    }

    /**
     * Takes a step.
     *
     * @throws TrainingException if its loss or gradient cannot be computed; the parameters stay as they were
     */
    public void step() {
        var result = gradient();
        double[] gradient = layout.flatten(result.gradient());
        double loss = result.value().item();
        double length = length(gradient);
        if (!Double.isFinite(loss) || !Double.isFinite(length)) {
            throw new TrainingException(
                    failed() + "the loss is " + loss + " and its gradient has length " + length + advice(), null);
        }
        shorten(gradient, Math.min(1, LONGEST / length));
        adam.apply(parameters, gradient, steps());
        losses.add(loss);
    }

    private Autodiff.ValueAndGradient<P> gradient() {
        try {
            return Autodiff.valueAndGrad(p -> fit.loss(p, observations(steps()), settings.options()), parameters());
        } catch (SolveException | GradientException failure) {
            throw new TrainingException(failed() + failure.getMessage() + advice(), failure);
        }
    }

    private String failed() {
        return "step " + (steps() + 1) + " failed: ";
    }

    private String advice() {
        return "; begin again with a smaller --learning-rate than " + settings.learningRate();
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double number : vector) {
            squares += number * number;
        }
        return Math.sqrt(squares);
    }

    private static void shorten(double[] vector, double factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    /** The number of observations that a step sees, counted from the first. */
    public int observations(int step) {
        int all = fit.series().size();
        int first = Math.min(all, Math.max(FEWEST, all / 4));
        return (int) Math.min(all, first + (long) (all - first) * step / GROWTH);
    }

    /** The number of steps taken so far. */
    public int steps() {
        return losses.size();
    }

    public Settings settings() {
        return settings;
    }

    public Fit<P> fit() {
        return fit;
    }

    public P parameters() {
        return layout.unflatten(parameters);
    }

    /** The loss that each step found before it moved, over the observations that it saw. */
    public List<Double> losses() {
        return List.copyOf(losses);
    }

    /** The last of {@link #losses()}; NaN before the first step. */
    public double lastLoss() {
        return losses.isEmpty() ? Double.NaN : losses.get(losses.size() - 1);
    }

    /** The loss of the parameters as they are, over all observations. */
    public double loss() {
        return fit.loss(parameters(), settings.options()).item();
    }

    /** The logarithms that the model gives at some times, [times, columns]. */
    public Tensor logs(double[] times) {
        return fit.model().logs(parameters(), times, settings.options());
    }

    /** A description of the parameters, a line each. */
    public List<String> describe() {
        return fit.model().describe(parameters());
    }

    /** A title in one line. */
    public String title() {
        return String.format(
                Locale.ROOT,
                "%s on %s: %d steps, adjoint %s, typical error %.0f %%",
                settings.model(),
                fit.series().source(),
                steps(),
                settings.adjoint(),
                100 * Math.expm1(Math.sqrt(loss())));
    }

    /** Everything that is needed to go on later. */
    public SavedRun saved() {
        return SavedRun.of(settings, fit.series(), layout, parameters, adam.state(), losses);
    }
}
