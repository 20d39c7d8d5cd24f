package org.palinode.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palinode.train.optimiser.OptimiserState;

/**
 * Result of a training.
 *
 * @param parameters after the last step
 * @param best the parameters at which the first metric was least; those after the last step as long as it had no value
 * @param state of the optimiser, with the moving average of the parameters where it takes one
 * @param steps the number of steps taken, those before a resume included
 * @param loss that the last step found before it moved; NaN if this session took no step
 * @param metrics the last ones of this session, by name
 * @param ending the reason why it ended
 */
public record Trained<P>(
        P parameters,
        P best,
        OptimiserState<P> state,
        long steps,
        double loss,
        Map<String, Double> metrics,
        Ending ending) {
    /** Copies the metrics, and keeps their order: the first is watched. */
    public Trained {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** Reason why a training ended. */
    public enum Ending {
        /** All steps were taken. */
        FINISHED,
        /** The first metric did not become less for as long as {@link Trainer#stoppingEarly} allows. */
        STOPPED_EARLY,
        /** The condition of {@link Trainer#stoppingWhen} was met. */
        STOPPED,
        /** The thread was interrupted, which stays set, or the JVM was told to end, as by Ctrl-C. */
        INTERRUPTED
    }
}
