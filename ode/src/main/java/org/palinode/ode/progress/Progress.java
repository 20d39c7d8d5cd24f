package org.palinode.ode.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a solve is, or the sweep back through its steps.
 *
 * @param backward whether it is the sweep back
 * @param t where it is
 * @param fraction of the way from t0 to t1, 0 to 1; of the steps going back; NaN where t1 is infinite
 * @param steps accepted, or pulled back
 * @param evaluations of the field so far; going back, pull-backs come on top
 * @param elapsed since it began
 */
public record Progress(boolean backward, double t, double fraction, int steps, long evaluations, Duration elapsed) {
    /** The time that is left if it goes on at this pace; empty at the start and where the way is infinite. */
    public Optional<Duration> left() {
        return fraction > 0
                ? Optional.of(Duration.ofNanos((long) (elapsed.toNanos() * (1 - fraction) / fraction)))
                : Optional.empty();
    }

    /** Whether it has arrived. */
    public boolean isComplete() {
        return fraction == 1;
    }
}
