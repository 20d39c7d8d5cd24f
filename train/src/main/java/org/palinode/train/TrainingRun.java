package org.palinode.train;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.palinode.train.Trained.Ending;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;
import org.palinode.train.report.TrainingListener;
import org.palinode.train.report.TrainingReport;

/**
 * Loop of a training. A checkpoint that is due is written when the next gradient was found finite: so training can go on from each, also
 * where it then goes astray. Those at the end, and at an interrupt, are of finite numbers.
 */
final class TrainingRun<P, B> {
    private final TrainerSettings<P, B> settings;
    private final Keeper<P> keeper;
    private final Interruption interruption;
    private final List<String> notFinite;
    private final BiFunction<P, B, TrainingRule.Found<P>> gradient;
    private final BiFunction<P, B, P> update;
    private final Map<String, ToDoubleFunction<? super P>> measures;
    private final long start = System.nanoTime();
    private final long first;

    private P parameters;
    private P best;
    private OptimiserState<P> state;
    private Checkpoint.Watch watch;
    private long steps;
    private double loss = Double.NaN;
    private Map<String, Double> metrics = Map.of();

    private TrainingRun(
            TrainerSettings<P, B> settings, Keeper<P> keeper, Interruption interruption, Checkpoint<P> from) {
        this.settings = settings;
        this.keeper = keeper;
        this.interruption = interruption;
        notFinite = NotFinite.paths(from.tensors());
        gradient = settings.rule.gradient(settings.compiled);
        update = settings.update();
        measures = settings.metrics();
        parameters = from.tensors().parameters();
        best = from.tensors().best();
        state = from.tensors().optimiser();
        watch = from.watch();
        steps = from.steps();
        first = steps;
    }

    static <P, B> Trained<P> start(TrainerSettings<P, B> settings, P initial, boolean resumes) throws IOException {
        OptimiserState<P> state = settings.rule.init(initial);
        Checkpoint<P> fresh = new Checkpoint<>(
                new Checkpoint.Tensors<>(initial, initial, state),
                0,
                settings.batches.perEpoch(),
                Checkpoint.Watch.NEW);
        try (Interruption interruption = Interruption.watch();
                Keeper<P> keeper = settings.folder == null ? Keeper.none() : TrainingFolder.open(settings)) {
            return new TrainingRun<>(settings, keeper, interruption, keeper.begin(fresh, resumes)).run();
        } finally {
            settings.listeners.forEach(TrainingListener::end);
        }
    }

    private Trained<P> run() throws IOException {
        Ending ending = isPatienceOver() ? Ending.STOPPED_EARLY : null;
        while (ending == null) {
            if (steps >= settings.steps) {
                ending = Ending.FINISHED;
            } else if (interruption.isRequested()) {
                ending = Ending.INTERRUPTED;
            } else {
                ending = step();
            }
        }
        keeper.save(checkpoint());
        return new Trained<>(
                parameters, settings.metrics.isEmpty() ? parameters : best, state, steps, loss, metrics, ending);
    }

    /** Takes a step; returns the reason to end, null if there is none. */
    private Ending step() throws IOException {
        Optimiser.Updated<P> updated;
        P next;
        double found;
        try {
            B batch = settings.batches.batch(steps);
            TrainingRule.Found<P> slope = gradient.apply(parameters, batch);
            found = slope.loss().item();
            requireFinite(found, batch);
            updated = slope.step().apply(state);
            next = OnBatch.isSkipped(settings.optimiser, state, updated.state())
                    ? updated.parameters()
                    : update.apply(updated.parameters(), batch);
        } catch (TrainingException known) {
            throw known;
        } catch (RuntimeException failure) {
            if (interruption.isRequested()) { // by which a solve was ended, and its step is taken again on resume
                return Ending.INTERRUPTED;
            }
            checkpoint(); // refuses numbers that are not finite, which a loss may refuse in its own words
            throw failed(steps + 1, failure.getMessage() == null ? failure.toString() : failure.getMessage(), failure);
        }
        if (keeper.isDue(steps)) {
            keeper.save(checkpoint());
        }
        parameters = next;
        state = updated.state();
        loss = found;
        steps++;
        return told();
    }

    /** Before the first step no learning rate is to blame. */
    private void requireFinite(double found, B batch) {
        if (Double.isFinite(found) || settings.optimiser.skipsNotFinite()) {
            return;
        }
        List<String> wrong = NotFinite.paths(batch);
        String reason = "the loss is " + found
                + (wrong.isEmpty()
                        ? ""
                        : " on a batch with numbers that are not finite, in " + String.join(", ", wrong));
        if (steps == 0) {
            throw new IllegalArgumentException(
                    reason + "; nothing has moved yet: look at the data, the initial parameters and the loss");
        }
        throw failed(steps + 1, reason, null);
    }

    private TrainingException failed(long step, String problem, RuntimeException cause) {
        return new TrainingException(step, keeper.checkpoint(), problem, cause);
    }

    /** Measures and reports; returns the reason to end, null if there is none. */
    private Ending told() {
        Map<String, Double> due = steps % settings.measuring == 0 ? measured() : Map.of();
        var report = new TrainingReport<>(
                steps,
                settings.steps,
                first,
                (double) steps / settings.batches.perEpoch(),
                loss,
                due,
                Duration.ofNanos(System.nanoTime() - start),
                parameters);
        keeper.report(report);
        settings.listeners.forEach(listener -> listener.report(report));
        if (settings.stop.test(report)) {
            return Ending.STOPPED;
        }
        return isPatienceOver() ? Ending.STOPPED_EARLY : null;
    }

    private Map<String, Double> measured() {
        Map<String, Double> values = new LinkedHashMap<>();
        measures.forEach((name, metric) -> values.put(name, metric.applyAsDouble(parameters)));
        if (!values.isEmpty()) {
            watch = watch.next(values.values().iterator().next());
            best = watch.waited() == 0 ? parameters : best;
            metrics = values;
        }
        return values;
    }

    private boolean isPatienceOver() {
        return watch.waited() >= settings.patience;
    }

    /** All as it is now; refuses numbers that are not finite in tensors that began with finite ones. */
    private Checkpoint<P> checkpoint() {
        var tensors = new Checkpoint.Tensors<>(parameters, best, state);
        List<String> wrong = NotFinite.paths(tensors);
        wrong.removeAll(notFinite);
        if (!wrong.isEmpty()) {
            throw failed(steps, "it led to numbers that are not finite, in " + String.join(", ", wrong), null);
        }
        return new Checkpoint<>(tensors, steps, settings.batches.perEpoch(), watch);
    }
}
