package org.palinode.examples.train;

import java.util.function.Supplier;
import org.palinode.autodiff.RandomKey;
import org.palinode.examples.data.Series;
import org.palinode.examples.model.Fit;
import org.palinode.examples.model.SeriesModel;
import org.palinode.train.Trained;
import org.palinode.train.Trainer;
import org.palinode.train.data.BatchSource;
import org.palinode.train.optimiser.Adam;

/**
 * Fit of a model to a series. Each step is a gradient, cut to length {@value #LONGEST}, and a step of Adam. The first {@value #GROWTH}
 * steps see the beginning of the series only, first a quarter of it and then more and more: over many oscillations at once
 * the loss of a model that is far off has too many hollows to fall into.
 *
 * @param settings that decide, with the series and the number of a step, all numbers
 * @param fit of the model to the series
 * @param initial parameters
 */
public record Training<P>(Settings settings, Fit<P> fit, P initial) {
    private static final int GROWTH = 500;
    private static final int FEWEST = 4;
    private static final double LONGEST = 1;

    /** The training of these settings. */
    public static Training<?> of(Settings settings, Series series) {
        return of(settings, series, settings.model().model(series, settings.width(), settings.depth()));
    }

    private static <P> Training<P> of(Settings settings, Series series, SeriesModel<P> model) {
        return new Training<>(settings, new Fit<>(model, series), model.initial(RandomKey.of(settings.seed())));
    }

    /** The trainer that takes so many steps. */
    public Trainer<P, Integer> trainer(int steps) {
        return Trainer.of(
                        (P p, Integer observations) -> fit.loss(p, observations, settings.options()),
                        new Adam(new Slowing(settings.learningRate())).clippingByNorm(LONGEST),
                        beginnings())
                .steps(steps);
    }

    /** The number of observations that each step sees. */
    private BatchSource<Integer> beginnings() {
        return new BatchSource<>() {
            @Override
            public Integer batch(long step) {
                return observations(step);
            }

            @Override
            public long perEpoch() {
                return 1;
            }
        };
    }

    /** The number of observations that a step sees, counted from the first. */
    public int observations(long step) {
        int all = fit.series().size();
        int first = Math.min(all, Math.max(FEWEST, all / 4));
        return (int) Math.min(all, first + (all - first) * step / GROWTH);
    }

    /** Takes so many steps, in memory. */
    public Fitted<P> run(int steps) {
        return fitted(() -> trainer(steps).run(initial));
    }

    /**
     * The result of a training.
     *
     * @throws TrainingException if a step failed; its text is for who gave the settings
     */
    public Fitted<P> fitted(Supplier<Trained<P>> training) {
        try {
            Trained<P> trained = training.get();
            return new Fitted<>(this, trained.parameters(), trained.steps());
        } catch (org.palinode.train.TrainingException failure) {
            throw new TrainingException(
                    Failure.problem(failure) + "; begin again"
                            + Failure.remedy(failure, settings.learningRate(), settings.tolerance()),
                    failure);
        }
    }
}
