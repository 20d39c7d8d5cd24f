package org.palinode.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palinode.train.optimiser.OptimiserState;
import org.palinode.train.saving.MalformedFileException;
import org.palinode.train.saving.Safetensors;

/**
 * State of a training between two steps, exact to the last bit. The best parameters are the last ones as long as no metric had a value.
 *
 * @param tensors that change from step to step
 * @param steps taken
 * @param watch over the first metric
 */
record Checkpoint<P>(Tensors<P> tensors, long steps, Watch watch) {
    private static final String FORMAT = "training", VERSION = "1";
    private static final String STEPS = "steps", BEST = "best metric", WAITED = "measurements since";

    /** The tensors, as a tree. */
    record Tensors<P>(P parameters, P best, OptimiserState<P> optimiser) {
        /** The paths of those that are not finite; best parameters that are the last ones are named once. */
        List<String> notFinite() {
            return NotFinite.paths(best == parameters ? new Tensors<>(parameters, null, optimiser) : this);
        }
    }

    /**
     * Watch over the first metric.
     *
     * @param best the least value so far; infinite before the first one
     * @param waited the number of measurements since then
     */
    record Watch(double best, int waited) {
        static final Watch NEW = new Watch(Double.POSITIVE_INFINITY, 0);

        Watch next(double metric) {
            return metric < best ? new Watch(metric, 0) : new Watch(best, waited + 1);
        }

        /** Refuses NaN as long as nothing was measured that it could be compared to: such a metric may never have a value. */
        void requireNumber(double metric) {
            if (Double.isNaN(metric) && !hasBest()) {
                throw new IllegalArgumentException(
                        "it is watched and has been NaN from its first measurement on; look for"
                                + " NaN in its data, or let it return infinity as long as it has no value");
            }
        }

        private boolean hasBest() {
            return best < Double.POSITIVE_INFINITY;
        }
    }

    /** The state one step later, before anything was measured. */
    Checkpoint<P> movedTo(P parameters, OptimiserState<P> optimiser) {
        P best = watch.hasBest() ? tensors.best() : parameters;
        return new Checkpoint<>(new Tensors<>(parameters, best, optimiser), steps + 1, watch);
    }

    /** The state after a measurement, of which the first metric is watched; the same one if there are none. */
    Checkpoint<P> watched(Collection<Double> metrics) {
        if (metrics.isEmpty()) {
            return this;
        }
        Watch next = watch.next(metrics.iterator().next());
        P best = next.waited() == 0 ? tensors.parameters() : tensors.best();
        return new Checkpoint<>(new Tensors<>(tensors.parameters(), best, tensors.optimiser()), steps, next);
    }

    /** Writes a checkpoint of a training on these batches. */
    void write(Path file, Fingerprint batches) throws IOException {
        batches.addedTo(Safetensors.of(tensors))
                .with(FORMAT, VERSION)
                .with(STEPS, Long.toString(steps))
                .with(BEST, Double.toString(watch.best()))
                .with(WAITED, Integer.toString(watch.waited()))
                .write(file);
    }

    /** Reads a checkpoint; refuses one whose tensors are not like those given, or that is of other batches. */
    static <P> Checkpoint<P> read(Path file, Tensors<P> like, Fingerprint batches) throws IOException {
        Safetensors saved = saved(file);
        Checkpoint<P> checkpoint = read(file, saved, like);
        batches.requireSame(file, Fingerprint.in(saved));
        return checkpoint;
    }

    private static <P> Checkpoint<P> read(Path file, Safetensors saved, Tensors<P> like) {
        Map<String, String> texts = saved.metadata();
        try {
            return new Checkpoint<>(
                    saved.into(like),
                    steps(saved),
                    new Watch(Double.parseDouble(text(texts, BEST)), Integer.parseInt(text(texts, WAITED))));
        } catch (IllegalArgumentException different) {
            throw new IllegalArgumentException(
                    file + ": " + different.getMessage()
                            + "; a training is resumed with the parameters and the optimiser that it began with",
                    different);
        }
    }

    /** The file of a checkpoint; refuses another. */
    static Safetensors saved(Path file) throws IOException {
        Safetensors saved = Safetensors.read(file);
        if (!VERSION.equals(saved.metadata().get(FORMAT))) {
            throw new MalformedFileException(
                    file,
                    "not a checkpoint of a training, or of a newer version: its metadata are " + saved.metadata(),
                    null);
        }
        return saved;
    }

    static long steps(Safetensors saved) {
        return Long.parseLong(text(saved.metadata(), STEPS));
    }

    private static String text(Map<String, String> texts, String name) {
        return Objects.requireNonNull(texts.get(name), () -> "a checkpoint needs '" + name + "' in its metadata");
    }
}
