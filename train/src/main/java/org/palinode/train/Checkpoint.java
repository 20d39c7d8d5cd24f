package org.palinode.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.palinode.train.optimiser.OptimiserState;
import org.palinode.train.saving.MalformedFileException;
import org.palinode.train.saving.Safetensors;

/**
 * State of a training between two steps, exact to the last bit.
 *
 * @param tensors that change from step to step
 * @param steps taken
 * @param perEpoch the number of batches in an epoch, by which a changed data set is noticed
 * @param watch over the first metric
 */
record Checkpoint<P>(Tensors<P> tensors, long steps, long perEpoch, Watch watch) {
    private static final String FORMAT = "training", VERSION = "1";
    private static final String STEPS = "steps", PER_EPOCH = "batches per epoch";
    private static final String BEST = "best metric", WAITED = "measurements since";

    /** The tensors, as a tree. */
    record Tensors<P>(P parameters, P best, OptimiserState<P> optimiser) {}

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
    }

    void write(Path file) throws IOException {
        Safetensors.of(tensors)
                .with(FORMAT, VERSION)
                .with(STEPS, Long.toString(steps))
                .with(PER_EPOCH, Long.toString(perEpoch))
                .with(BEST, Double.toString(watch.best()))
                .with(WAITED, Integer.toString(watch.waited()))
                .write(file);
    }

    /** Reads a checkpoint; refuses one whose tensors are not like those given. */
    static <P> Checkpoint<P> read(Path file, Tensors<P> like) throws IOException {
        Safetensors saved = saved(file);
        Map<String, String> texts = saved.metadata();
        try {
            return new Checkpoint<>(
                    saved.into(like),
                    steps(saved),
                    Long.parseLong(text(texts, PER_EPOCH)),
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
