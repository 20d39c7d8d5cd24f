package org.palinode.train;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
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

    private Checkpoint<P> now;
    private double loss = Double.NaN;
    private Map<String, Double> metrics = Map.of();

    /** A state after a step, with the loss that the step began at. */
    private record Moved<P>(Checkpoint<P> to, double loss) {}

    private TrainingRun(
            TrainerSettings<P, B> settings, Keeper<P> keeper, Interruption interruption, Checkpoint<P> from) {
        this.settings = settings;
        this.keeper = keeper;
        this.interruption = interruption;
        notFinite = NotFinite.paths(from.tensors());
        gradient = settings.rule.gradient(settings.compiled);
        update = settings.update();
        measures = settings.metrics();
        now = from;
        first = from.steps();
    }

    static <P, B> Trained<P> start(TrainerSettings<P, B> settings, P initial, boolean resumes) throws IOException {
        OptimiserState<P> state = settings.rule.init(initial);
        Checkpoint<P> fresh =
                new Checkpoint<>(new Checkpoint.Tensors<>(initial, initial, state), 0, Checkpoint.Watch.NEW);
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
            if (now.steps() >= settings.steps) {
                ending = Ending.FINISHED;
            } else if (interruption.isRequested()) {
                ending = Ending.INTERRUPTED;
            } else {
                ending = step();
            }
        }
        keeper.save(finite(now));
        Checkpoint.Tensors<P> last = now.tensors();
        return new Trained<>(last.parameters(), last.best(), last.optimiser(), now.steps(), loss, metrics, ending);
    }

    /** Takes a step; returns the reason to end, null if there is none. */
    private Ending step() throws IOException {
        Optional<Moved<P>> found = uninterrupted(this::moved);
        if (found.isEmpty()) {
            return Ending.INTERRUPTED;
        }
        if (keeper.isDue(now.steps())) {
            keeper.save(finite(now));
        }
        Moved<P> moved = found.get();
        Optional<Map<String, Double>> measured = uninterrupted(() -> due(moved.to()));
        if (measured.isEmpty()) {
            return Ending.INTERRUPTED;
        }
        Map<String, Double> values = measured.get();
        now = moved.to().watched(values.values());
        loss = moved.loss();
        metrics = values.isEmpty() ? metrics : values;
        return told(values);
    }

    /** The result of work; empty if an interrupt ended a solve in it, whose step is then taken again on resume. */
    private <T> Optional<T> uninterrupted(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (TrainingException known) {
            throw known;
        } catch (RuntimeException failure) {
            if (interruption.isRequested()) {
                return Optional.empty();
            }
            throw failed(now, text(failure), failure);
        }
    }

    private Moved<P> moved() {
        P parameters = now.tensors().parameters();
        OptimiserState<P> state = now.tensors().optimiser();
        B batch = settings.batches.batch(now.steps());
        TrainingRule.Found<P> slope = gradient.apply(parameters, batch);
        double found = slope.loss().item();
        requireFinite(found, batch);
        Optimiser.Updated<P> updated = slope.step().apply(state);
        P next = OnBatch.isSkipped(settings.optimiser, state, updated.state())
                ? updated.parameters()
                : update.apply(updated.parameters(), batch);
        return new Moved<>(now.movedTo(next, updated.state()), found);
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
        if (now.steps() == 0) {
            throw new IllegalArgumentException(
                    reason + "; nothing has moved yet: look at the data, the initial parameters and the loss");
        }
        throw new TrainingException(now.steps() + 1, keeper.checkpoint(), reason, null);
    }

    /** The metrics that are due in a state. */
    private Map<String, Double> due(Checkpoint<P> at) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (at.steps() % settings.measuring != 0) {
            return values;
        }
        measures.forEach((name, metric) -> {
            try {
                double value = metric.applyAsDouble(at.tensors().parameters());
                if (values.isEmpty()) {
                    at.watch().requireNumber(value);
                }
                values.put(name, value);
            } catch (RuntimeException failure) {
                throw interruption.isRequested()
                        ? failure
                        : failed(at, "the metric " + name + " cannot be measured: " + text(failure), failure);
            }
        });
        return values;
    }

    /** Reports; returns the reason to end, null if there is none. */
    private Ending told(Map<String, Double> measured) {
        var report = new TrainingReport<>(
                now.steps(),
                settings.steps,
                first,
                (double) now.steps() / settings.batches.perEpoch(),
                loss,
                measured,
                Duration.ofNanos(System.nanoTime() - start),
                now.tensors().parameters());
        keeper.report(report);
        settings.listeners.forEach(listener -> listener.report(report));
        if (settings.stop.test(report)) {
            return Ending.STOPPED;
        }
        return isPatienceOver() ? Ending.STOPPED_EARLY : null;
    }

    private boolean isPatienceOver() {
        return now.watch().waited() >= settings.patience;
    }

    private static String text(RuntimeException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** The failure of what was computed from a state; of the step to that state if it is not finite, which a loss may refuse in its own words. */
    private TrainingException failed(Checkpoint<P> at, String problem, RuntimeException cause) {
        finite(at);
        return new TrainingException(now.steps() + 1, keeper.checkpoint(), problem, cause);
    }

    /** The same state; refuses numbers that are not finite in tensors that began with finite ones. */
    private Checkpoint<P> finite(Checkpoint<P> state) {
        List<String> wrong = state.tensors().notFinite();
        wrong.removeAll(notFinite);
        if (!wrong.isEmpty()) {
            String problem = "it led to numbers that are not finite, in " + String.join(", ", wrong);
            throw new TrainingException(state.steps(), keeper.checkpoint(), problem, null);
        }
        return state;
    }
}
