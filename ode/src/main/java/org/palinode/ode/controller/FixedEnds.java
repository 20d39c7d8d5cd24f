package org.palinode.ode.controller;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Times at which steps are to end, and how close to one of them another end may be.
 *
 * @param times sorted, in mirrored time
 * @param apart no less is left before a time that steps must not pass
 * @param adapts whether steps may be of any size. Those of given sizes are stretched, or shortened, to such a time instead
 */
record FixedEnds(double[] times, double apart, boolean adapts) {
    /** Ends of given steps that are this many ulp apart are one. */
    private static final int SAME_ULPS = 100;

    static FixedEnds of(double[] own, Span span, boolean adapts) {
        Stops stops = span.stops();
        boolean hasLaw = stops.apart() > 0;
        double[] last = hasLaw ? new double[] {span.t1()} : new double[0];
        double[] all = Stream.of(own, stops.ends(), last)
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
        double rounding = adapts || all.length == 0
                ? 0
                : SAME_ULPS * Math.ulp(Math.max(Math.abs(span.t0()), Math.abs(all[all.length - 1])));
        return new FixedEnds(all, Math.max(stops.apart(), rounding), adapts);
    }

    /** The first time after {@code start}; infinite if there is none. */
    double next(double start) {
        int index = Arrays.binarySearch(times, start);
        index = index >= 0 ? index + 1 : -index - 1;
        while (index < times.length && times[index] <= start) {
            index++; // times may be given twice
        }
        return index < times.length ? times[index] : Double.POSITIVE_INFINITY;
    }

    /**
     * The end of a step that must not pass {@code stop}: {@code wanted}, unless that is later or leaves too little.
     *
     * @param tried where the step ended that has just been rejected
     */
    double before(double stop, double start, double wanted, double tried) {
        boolean leavesEnough = wanted <= stop - apart;
        if (leavesEnough || apart == 0) {
            return Math.min(wanted, stop);
        }
        double half = start + (stop - start) / 2;
        boolean hasRoom = adapts && half - start >= apart;
        if (wanted >= stop || !hasRoom) {
            return stop == tried ? wanted : stop;
        }
        return half;
    }

    /** True if a step that ended at {@code end} is all of the step that was wanted. */
    boolean isWhole(double wanted, double end) {
        return end >= (adapts ? wanted : wanted - apart);
    }
}
