package org.palinode.examples.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Observations of some positive quantities at increasing times.
 *
 * @param source the file that it was read from
 * @param unit of the quantities; empty if unknown
 * @param time what the time column is called
 * @param names of the quantities
 * @param times of the observations, increasing
 * @param rows a row for each time, a value for each name; all positive
 */
public record Series(
        String source, String unit, String time, List<String> names, List<Double> times, List<List<Double>> rows) {
    public Series {
        names = List.copyOf(names);
        times = List.copyOf(times);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The number of observations. */
    public int size() {
        return times.size();
    }

    /** The number of quantities. */
    public int columns() {
        return names.size();
    }

    /** The times of the first {@code count} observations. */
    public double[] times(int count) {
        return times.stream().limit(count).mapToDouble(Double::doubleValue).toArray();
    }

    /** The mean distance of two observations in time. */
    public double spacing() {
        return (times.get(size() - 1) - times.get(0)) / (size() - 1);
    }

    /** The values of quantity {@code index}. */
    public double[] column(int index) {
        return rows.stream().mapToDouble(row -> row.get(index)).toArray();
    }

    /** True if quantity {@code index} rises somewhere and falls elsewhere. */
    public boolean turns(int index) {
        double[] values = column(index);
        return IntStream.range(1, values.length).anyMatch(i -> values[i] > values[i - 1])
                && IntStream.range(1, values.length).anyMatch(i -> values[i] < values[i - 1]);
    }

    /** The natural logarithms of the first {@code count} rows, [count, columns]. */
    public Tensor logs(int count) {
        double[] logs = rows.stream()
                .limit(count)
                .flatMap(List::stream)
                .mapToDouble(StrictMath::log)
                .toArray();
        return Tensor.of(Shape.of(count, columns()), logs);
    }

    /** The first difference of the observations of {@code other}, for the user; empty if there is none. */
    public String difference(Series other) {
        if (!header().equals(other.header())) {
            return "columns " + other.header() + " in place of " + header();
        }
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            if (!line(i).equals(other.line(i))) {
                return other.line(i) + " in place of " + line(i);
            }
        }
        return size() == other.size() ? "" : other.size() + " observations in place of " + size();
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of(time));
        header.addAll(names);
        return header;
    }

    private List<Double> line(int index) {
        List<Double> line = new ArrayList<>(List.of(times.get(index)));
        line.addAll(rows.get(index));
        return line;
    }

    /** A line of text: the number of observations, the quantities, the times, the source. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d observations of %s, %s %s to %s, from %s",
                size(),
                String.join(", ", names),
                time,
                number(times.get(0)),
                number(times.get(size() - 1)),
                source);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
