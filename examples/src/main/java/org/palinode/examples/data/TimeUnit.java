package org.palinode.examples.data;

import java.util.Locale;

/** Unit in which dates and times of day become numbers. A year is one of 365.25 days. */
public enum TimeUnit {
    SECONDS(1),
    MINUTES(60),
    HOURS(3600),
    DAYS(86_400),
    WEEKS(7 * 86_400),
    YEARS(365.25 * 86_400);

    private final double seconds;

    TimeUnit(double seconds) {
        this.seconds = seconds;
    }

    /** The length in seconds. */
    public double seconds() {
        return seconds;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
