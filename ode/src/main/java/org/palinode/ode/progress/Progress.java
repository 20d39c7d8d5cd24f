package org.palinode.ode.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * Progress of a solve, or of the sweep that pulls its steps back.
 *
 * @param backward true for the sweep
 * @param t the time that was reached
 * @param fraction of the way from t0 to t1, 0 to 1; of the steps in a sweep; NaN where t1 is infinite
 * @param steps accepted, or pulled back
 * @param evaluations of the field so far; without pull-backs in a sweep
 * @param elapsed since the start
 */
public record Progress(boolean backward, double t, double fraction, int steps, long evaluations, Duration elapsed) {
    /** The time that is left at this pace; empty at the start and where t1 is infinite. */
    public Optional<Duration> left() {
        return fraction > 0
                ? Optional.of(Duration.ofNanos((long) (elapsed.toNanos() * (1 - fraction) / fraction)))
                : Optional.empty();
    }

    /** True at the end. */
    public boolean isComplete() {
        return fraction == 1;
    }
}
