package org.palinode.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.data.BatchSource;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.report.CsvLog;
import org.palinode.train.report.TrainingListener;
import org.palinode.train.report.TrainingReport;

/**
 * Training of parameters: a gradient of the loss on the batch of each step, a step of the optimiser, and what belongs around it. A trainer
 * is a value; each method returns another one.
 *
 * <p>Loss, optimiser, batches and the number of a step decide its numbers. So a training that was ended, by whatever, and resumed gives the
 * numbers of one that never stopped, bit for bit. Its folder has {@value TrainingFolder#CHECKPOINT}, {@value TrainingFolder#LOG} and a lock,
 * which keeps a second training out.
 *
 * <pre>{@code
 * Trained<Mlp> trained = Trainer.of(loss, new Adam(1e-3), Batches.of(points, 32).shuffled(key).droppingRest())
 *         .epochs(20)
 *         .validating(heldBack)
 *         .in(Path.of("out", "spirals"))
 *         .resume(initial);
 * }</pre>
 *
 * @param <P> parameters, a tree
 * @param <B> batches, a tree
 */
public final class Trainer<P, B> {
    private final TrainerSettings<P, B> settings;

    private Trainer(TrainerSettings<P, B> settings) {
        this.settings = settings;
    }

    private Trainer<P, B> with(Consumer<TrainerSettings<P, B>> change) {
        return new Trainer<>(settings.with(change));
    }

    /**
     * A trainer on batches, for one epoch and without a folder.
     *
     * @param loss of parameters and a batch, one number, in tensor operations; it is compiled once for each shape of a batch, so what it does
     *     besides happens once ({@link #eagerly} changes that)
     */
    public static <P, B> Trainer<P, B> of(
            BiFunction<? super P, ? super B, Tensor> loss, Optimiser optimiser, BatchSource<? extends B> batches) {
        require(loss, optimiser, batches);
        return new Trainer<>(new TrainerSettings<>(new LossRule<>(loss, optimiser), optimiser, batches));
    }

    /**
     * A trainer of parameters with a state that the loss moves on, as by a batch norm: {@link #of} for such a loss.
     *
     * @param loss of parameters, state and a batch: one number and the state after the batch, in tensor operations
     */
    public static <P, S, B> Trainer<Stateful<P, S>, B> stateful(
            Stateful.Loss<? super P, S, ? super B> loss, Optimiser optimiser, BatchSource<? extends B> batches) {
        require(loss, optimiser, batches);
        return new Trainer<>(new TrainerSettings<>(new StatefulRule<>(loss, optimiser), optimiser, batches));
    }

    private static void require(Object loss, Optimiser optimiser, BatchSource<?> batches) {
        Objects.requireNonNull(loss, "a training needs a loss, got null");
        Objects.requireNonNull(optimiser, "a training needs an optimiser, got null");
        Objects.requireNonNull(batches, "a training needs batches, got null");
        if (batches.perEpoch() < 1) {
            throw new IllegalArgumentException(
                    "an epoch has 1 batch at least, got " + batches.perEpoch() + " from " + batches);
        }
    }

    /** A trainer of a loss that has its data in itself. Each step is an epoch. */
    public static <P> Trainer<P, Void> of(Function<? super P, Tensor> loss, Optimiser optimiser) {
        Objects.requireNonNull(loss, "a training needs a loss, got null");
        return of((P parameters, Void none) -> loss.apply(parameters), optimiser, new BatchSource<Void>() {
            @Override
            public Void batch(long step) {
                return null;
            }

            @Override
            public long perEpoch() {
                return 1;
            }
        });
    }

    /** The same for so many steps in all, those before a resume included. */
    public Trainer<P, B> steps(long steps) {
        requirePositive(steps, "steps");
        return with(s -> s.steps = steps);
    }

    /** The same for so many passes through the data in all. */
    public Trainer<P, B> epochs(long epochs) {
        requirePositive(epochs, "epochs");
        return steps(Math.multiplyExact(epochs, settings.batches.perEpoch()));
    }

    /** The same with a loss that is run anew in each step, for one that reads numbers of its tensors or has effects. */
    public Trainer<P, B> eagerly() {
        return with(s -> s.compiled = false);
    }

    /**
     * The same with parameters that are changed after each step, by a function of them and of the step's batch: a projection onto what is
     * allowed, or a moving average. It is compiled as the loss is, and not called for a step that the optimiser skips. Leaves that it alone
     * changes must have no influence on the loss, or a {@code stopGradient} around them; see also {@link #stateful}.
     */
    public Trainer<P, B> updating(BiFunction<? super P, ? super B, ? extends P> update) {
        Objects.requireNonNull(update, "parameters are updated by a function, got null");
        return with(s -> s.update = update);
    }

    /**
     * The same with checkpoints and a log in a folder, which is made where it is missing. A checkpoint is written after the first step, every
     * ten seconds, and at the end, also at one by Ctrl-C or an interrupt of the thread.
     */
    public Trainer<P, B> in(Path folder) {
        Objects.requireNonNull(folder, "checkpoints need a folder, got null");
        return with(s -> s.folder = folder);
    }

    /** The same with a checkpoint after each {@code steps} steps, in place of those by time. */
    public Trainer<P, B> savingEvery(long steps) {
        requirePositive(steps, "steps between checkpoints");
        return with(s -> {
            s.savingSteps = steps;
            s.savingTime = null;
        });
    }

    /** The same with a checkpoint after the step in which so much time has gone by since the last one. */
    public Trainer<P, B> savingEvery(Duration time) {
        Objects.requireNonNull(time, "the time between checkpoints is null");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time between checkpoints cannot be negative, got " + time);
        }
        return with(s -> {
            s.savingSteps = Long.MAX_VALUE;
            s.savingTime = time;
        });
    }

    /**
     * The same with one more metric of the parameters, which is measured after each epoch. The first metric is watched: the parameters at
     * which it was least are {@link Trained#best}. One that is NaN from its first measurement on ends the training; a later NaN is not less.
     *
     * @throws IllegalArgumentException if the name is taken: by another metric, or as step, epoch and loss are in a log
     */
    public Trainer<P, B> measuring(String name, ToDoubleFunction<? super P> metric) {
        Objects.requireNonNull(name, "a metric needs a name, got null");
        Objects.requireNonNull(metric, "a metric needs a function, got null");
        return metric(name, compiled -> metric);
    }

    private Trainer<P, B> metric(String name, TrainerSettings.Metric<P> metric) {
        if (CsvLog.COLUMNS.contains(name)) {
            throw new IllegalArgumentException("a log has " + name + " already; give the metric another name");
        }
        if (settings.metrics.containsKey(name)) {
            throw new IllegalArgumentException("there is a metric " + name + " already; give each a name of its own");
        }
        return with(s -> s.metrics.put(name, metric));
    }

    /** The same with the metric {@code validation}: the loss of the parameters on data that are not trained on, compiled as the other is. */
    public Trainer<P, B> validating(B heldBack) {
        return validating(heldBack, settings.rule.validation());
    }

    /** The same with the metric {@code validation} by a loss of its own: one without dropout, or by the state that was learned. */
    public Trainer<P, B> validating(B heldBack, BiFunction<? super P, ? super B, Tensor> loss) {
        Objects.requireNonNull(loss, "a validation needs a loss, got null");
        return metric("validation", compiled -> {
            BiFunction<P, B, Tensor> ready = OnBatch.ready(loss, compiled);
            return parameters -> ready.apply(parameters, heldBack).item();
        });
    }

    /** The same with metrics after each {@code steps} steps, in place of those after each epoch. */
    public Trainer<P, B> measuringEvery(long steps) {
        requirePositive(steps, "steps between measurements");
        return with(s -> s.measuring = steps);
    }

    /**
     * The same that ends when the first metric did not become less in {@code patience} measurements on end.
     *
     * @throws IllegalArgumentException if there is no metric yet
     */
    public Trainer<P, B> stoppingEarly(int patience) {
        requirePositive(patience, "measurements to wait");
        if (settings.metrics.isEmpty()) {
            throw new IllegalArgumentException(
                    "stopping early watches the first metric, and there is none; add one by validating or measuring before");
        }
        return with(s -> s.patience = patience);
    }

    /** The same that ends after a step whose report meets a condition. */
    public Trainer<P, B> stoppingWhen(Predicate<? super TrainingReport<? extends P>> condition) {
        Objects.requireNonNull(condition, "a training stops by a condition, got null");
        return with(s -> s.stop = condition);
    }

    /** The same with one more listener, called after each step. */
    public Trainer<P, B> listening(TrainingListener<? super P> listener) {
        Objects.requireNonNull(listener, "a training is listened to by a listener, got null");
        return with(s -> s.listeners.add(listener));
    }

    private static void requirePositive(long count, String what) {
        if (count < 1) {
            throw new IllegalArgumentException("the number of " + what + " must be 1 at least, got " + count);
        }
    }

    /**
     * Trains from these parameters.
     *
     * @throws IllegalArgumentException if the folder has a checkpoint already
     * @throws IllegalStateException if another training runs in the folder
     * @throws TrainingException if the loss of a step or what it led to is not finite, or a loss or a metric cannot be computed; the last
     *     checkpoint stays
     * @throws UncheckedIOException if the folder cannot be written to, as on a full disk, or is not there any more; names the file, and the
     *     last checkpoint stays
     */
    public Trained<P> run(P initial) {
        return start(initial, false);
    }

    /**
     * Continues the training in the folder, or begins it where there is no checkpoint. A training that has all its steps is returned as it is.
     *
     * @param initial for a new training; else its structure, shapes and types say what the checkpoint must have
     * @throws IllegalArgumentException if there is no folder, or the checkpoint is of parameters of other shapes, of an optimiser that
     *     remembers other tensors, or of other batches: of another number in an epoch, or another first or last one; other changes are not
     *     noticed
     * @throws UncheckedIOException if the checkpoint is damaged (by a {@link org.palinode.train.saving.MalformedFileException}), or as
     *     {@link #run}
     * @throws IllegalStateException as {@link #run}
     * @throws TrainingException as {@link #run}
     */
    public Trained<P> resume(P initial) {
        if (settings.folder == null) {
            throw new IllegalArgumentException("a training is resumed from a folder; name it by in(folder)");
        }
        return start(initial, true);
    }

    private Trained<P> start(P initial, boolean resumes) {
        Objects.requireNonNull(initial, "a training needs initial parameters, got null");
        try {
            return TrainingRun.start(settings, initial, resumes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
