package org.palinode.examples.data;

import java.util.List;
import java.util.Locale;

/**
 * Series of the same quantities.
 *
 * @param source the file that they were read from
 * @param time the meaning of times
 * @param names of the observed columns
 * @param inputs names of the input columns
 * @param series in the order of the file
 * @param notes about what was done to the lines, for the user
 */
public record DataSet(
        String source,
        TimeAxis time,
        List<String> names,
        List<String> inputs,
        List<Observations> series,
        List<String> notes) {
    public DataSet {
        names = List.copyOf(names);
        inputs = List.copyOf(inputs);
        series = List.copyOf(series);
        notes = List.copyOf(notes);
    }

    /** True if these are the numbers of another data set, whatever path they were read by. */
    public boolean hasThoseOf(DataSet other) {
        return time.equals(other.time)
                && names.equals(other.names)
                && inputs.equals(other.inputs)
                && series.equals(other.series);
    }

    /** Other series of the same quantities. */
    public DataSet withSeries(List<Observations> other) {
        return new DataSet(source, time, names, inputs, other, notes);
    }

    /** The number of values that are not missing. */
    public long known() {
        return series.stream()
                .flatMap(each -> each.values().stream())
                .flatMap(List::stream)
                .filter(value -> !value.isNaN())
                .count();
    }

    /** The mean distance of two times of a series. */
    public double spacing() {
        double length =
                series.stream().mapToDouble(each -> each.last() - each.first()).sum();
        return length / series.stream().mapToInt(each -> each.size() - 1).sum();
    }

    /** A line of text: series, values, quantities, source. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d series with %d values of %s%s, from %s",
                series.size(),
                known(),
                String.join(", ", names),
                inputs.isEmpty() ? "" : " and inputs " + String.join(", ", inputs),
                source);
    }
}
