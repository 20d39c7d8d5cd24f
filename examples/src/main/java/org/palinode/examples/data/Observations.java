package org.palinode.examples.data;

import java.util.List;

/**
 * One series: what was observed at some times, and what went in.
 *
 * @param id of the series; empty where a file has one alone
 * @param times increasing
 * @param values a row for each time, a number for each observed column; NaN where it is missing
 * @param inputs a row for each time, a number for each input column; NaN where it is missing
 */
public record Observations(String id, List<Double> times, List<List<Double>> values, List<List<Double>> inputs) {
    public Observations {
        times = List.copyOf(times);
        values = values.stream().map(List::copyOf).toList();
        inputs = inputs.stream().map(List::copyOf).toList();
    }

    /** Some of its rows. */
    public Observations rows(int from, int to) {
        return new Observations(id, times.subList(from, to), values.subList(from, to), inputs.subList(from, to));
    }

    /** The same with other inputs. */
    public Observations withInputs(List<List<Double>> other) {
        return new Observations(id, times, values, other);
    }

    /** The number of times. */
    public int size() {
        return times.size();
    }

    public double first() {
        return times.get(0);
    }

    public double last() {
        return times.get(size() - 1);
    }
}
