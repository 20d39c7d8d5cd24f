package org.palinode.train.report;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * State of a training after a step.
 *
 * @param step the number of steps taken, those before a resume included
 * @param steps the number that there will be
 * @param first the number of steps taken before this session
 * @param epoch the passes through the data that these steps are, as a fraction
 * @param loss that the step found before it moved the parameters
 * @param metrics of the parameters as they are, by name; empty where none were due
 * @param elapsed since this session began
 * @param parameters as they are
 */
public record TrainingReport<P>(
        long step,
        long steps,
        long first,
        double epoch,
        double loss,
        Map<String, Double> metrics,
        Duration elapsed,
        P parameters) {
    /** Copies the metrics, and keeps their order. */
    public TrainingReport {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /** The time that is left at this pace; empty before the first step of the session. */
    public Optional<Duration> left() {
        return step > first
                ? Optional.of(Duration.ofNanos((long) ((double) elapsed.toNanos() / (step - first) * (steps - step))))
                : Optional.empty();
    }

    /** The same with these metrics, as of a measurement before: where none are due a bar goes on to show the last ones. */
    public TrainingReport<P> withMetrics(Map<String, Double> metrics) {
        return new TrainingReport<>(step, steps, first, epoch, loss, metrics, elapsed, parameters);
    }

    /** The report in a line: {@code step 200 of 2000, loss 0.03120, validation 0.04510, 4.1 s, 37 s left}. */
    public String line() {
        StringJoiner parts = new StringJoiner(", ");
        parts.add("step " + step + " of " + steps).add("loss " + number(loss));
        metrics.forEach((name, value) -> parts.add(name + " " + number(value)));
        parts.add(String.format(Locale.ROOT, "%.1f s", elapsed.toNanos() * 1e-9));
        if (step < steps) {
            left().ifPresent(left -> parts.add(left.toSeconds() + " s left"));
        }
        return parts.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
