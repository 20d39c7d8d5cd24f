package org.palinode.ode.internal.progress;

import java.time.Duration;
import java.util.Objects;
import org.palinode.ode.progress.Progress;
import org.palinode.ode.progress.ProgressListener;

/**
 * Whom to tell of progress, and how often.
 *
 * @param listener told
 * @param every the least time between two reports; the last one, on arrival, comes always
 */
public record ProgressMeter(ProgressListener listener, Duration every) {
    /** Nobody is told, and nothing is measured. */
    public static final ProgressMeter NONE = new ProgressMeter(progress -> {}, Duration.ZERO);

    public ProgressMeter {
        Objects.requireNonNull(listener, "progress needs a listener");
        Objects.requireNonNull(
                every, "progress needs the least time between two reports; Duration.ZERO reports each step");
        if (every.isNegative()) {
            throw new IllegalArgumentException("the time between two reports must not be negative, got " + every);
        }
    }

    /** Begins to measure one solve. */
    public Reports beginSolve() {
        return new Reports(this, false);
    }

    /** Begins to measure one sweep back. */
    public Reports beginSweep() {
        return new Reports(this, true);
    }

    /** The reports of one solve or sweep. */
    public static final class Reports {
        private final ProgressMeter meter;
        private final boolean backward;
        private final long start = System.nanoTime();
        private long last = start;

        private Reports(ProgressMeter meter, boolean backward) {
            this.meter = meter;
            this.backward = backward;
        }

        /** Tells the listener, if it is time or the end is reached. */
        public void at(double t, double fraction, int steps, long evaluations) {
            if (meter == NONE) {
                return;
            }
            long now = System.nanoTime();
            if (fraction == 1 || now - last >= meter.every.toNanos()) {
                last = now;
                Duration elapsed = Duration.ofNanos(now - start);
                meter.listener.progress(new Progress(backward, t, fraction, steps, evaluations, elapsed));
            }
        }
    }
}
