package org.palinode.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.palinode.train.data.BatchSource;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.report.TrainingListener;
import org.palinode.train.report.TrainingReport;

/** All that a {@link Trainer} was told. Nothing is written to after {@link #with} has returned. */
final class TrainerSettings<P, B> {
    final TrainingRule<P, B> rule;
    final Optimiser optimiser;
    final BatchSource<? extends B> batches;
    long steps;
    BiFunction<? super P, ? super B, ? extends P> update;
    boolean compiled = true;
    Path folder;
    long savingSteps = Long.MAX_VALUE;
    Duration savingTime = Duration.ofSeconds(10);
    Map<String, Metric<P>> metrics = Map.of();
    long measuring;
    int patience = Integer.MAX_VALUE;
    Predicate<? super TrainingReport<? extends P>> stop = report -> false;
    List<TrainingListener<? super P>> listeners = List.of();

    TrainerSettings(TrainingRule<P, B> rule, Optimiser optimiser, BatchSource<? extends B> batches) {
        this.rule = rule;
        this.optimiser = optimiser;
        this.batches = batches;
        steps = batches.perEpoch();
        measuring = batches.perEpoch();
    }

    /** Metric of what is trained, once it is known whether functions are compiled. */
    interface Metric<P> {
        ToDoubleFunction<? super P> ready(boolean compiled);
    }

    /** The parameters after an update; the same ones where there is none. */
    BiFunction<P, B, P> update() {
        return update == null ? (parameters, batch) -> parameters : OnBatch.ready(update, compiled);
    }

    /** The metrics by name, in their order. */
    Map<String, ToDoubleFunction<? super P>> metrics() {
        Map<String, ToDoubleFunction<? super P>> ready = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> ready.put(name, metric.ready(compiled)));
        return ready;
    }

    /** A changed copy. */
    TrainerSettings<P, B> with(Consumer<TrainerSettings<P, B>> change) {
        TrainerSettings<P, B> copy = new TrainerSettings<>(rule, optimiser, batches);
        copy.steps = steps;
        copy.update = update;
        copy.compiled = compiled;
        copy.folder = folder;
        copy.savingSteps = savingSteps;
        copy.savingTime = savingTime;
        copy.metrics = new LinkedHashMap<>(metrics);
        copy.measuring = measuring;
        copy.patience = patience;
        copy.stop = stop;
        copy.listeners = new ArrayList<>(listeners);
        change.accept(copy);
        return copy;
    }
}
