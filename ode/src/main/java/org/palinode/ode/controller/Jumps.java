package org.palinode.ode.controller;

import java.util.Arrays;

/** The times at which a field jumps, and the numbers next to them that the field can tell from them. */
final class Jumps {
    private final double[] times;
    private final Span span;

    /** @param times sorted, in mirrored time; those within rounding of the ends of the span are left out */
    Jumps(double[] times, Span span) {
        this.span = span;
        this.times = Arrays.stream(times)
                .filter(time -> before(time) > span.t0() && numberAfter(time) < span.t1())
                .toArray();
    }

    /** The first jump after {@code start}; infinite if there is none. */
    double next(double start) {
        int found = Arrays.binarySearch(times, start);
        int index = found >= 0 ? found + 1 : -found - 1;
        while (index < times.length && times[index] <= start) {
            index++; // times may be given twice
        }
        return index < times.length ? times[index] : Double.POSITIVE_INFINITY;
    }

    /**
     * The end of a step from {@code start} to the jump at {@code time}: the last number before it, or, where adding the size of the step to
     * its start would round up to the jump, one a little earlier. Infinite if the jump is.
     */
    double endOfStep(double start, double time) {
        if (Double.isInfinite(time)) {
            return time;
        }
        double end = before(time);
        for (double back = 1; !(start + (end - start) < time) && end > start; back *= 2) {
            end = time - back * Math.ulp(Math.max(Math.abs(start), Math.abs(time)));
        }
        return end;
    }

    /** The first number after a jump, and after those that follow so closely that no step ends between. */
    double after(double time) {
        double start = numberAfter(time);
        for (double close = next(time); !(start < before(close)); close = next(close)) {
            start = numberAfter(close);
        }
        return start;
    }

    private double numberAfter(double time) {
        return TimeNeighbours.after(time, span.timeType());
    }

    private double before(double time) {
        return TimeNeighbours.before(time, span.timeType());
    }
}
