package org.palinode.examples.own;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.palinode.examples.data.Observations;
import org.palinode.examples.data.TimeAxis;

/**
 * Curve of a model beside the series that it is of.
 *
 * @param series the observations
 * @param times of the file, those of the series first
 * @param values a row for each time, in the numbers of the file
 * @param band around them, where the model has one
 */
record SeriesCurve(Observations series, double[] times, double[][] values, Optional<Band> band) {
    /** The values of a column, or of a bound of the band. */
    static double[] column(double[][] rows, int index) {
        return Arrays.stream(rows).mapToDouble(row -> row[index]).toArray();
    }

    /** Names of what a row has for the columns. */
    static List<String> header(List<String> columns, boolean band) {
        return columns.stream()
                .flatMap(name ->
                        Stream.concat(Stream.of(name), band ? Stream.of(name + " 5%", name + " 95%") : Stream.of()))
                .toList();
    }

    /** Lines of a table: series, time, fit or forecast, a number for each column, and its band. */
    List<List<String>> rows(TimeAxis axis) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < times.length; row++) {
            List<String> line = new ArrayList<>(
                    List.of(series.id(), axis.format(times[row]), times[row] > series.last() ? "forecast" : "fit"));
            for (int column = 0; column < values[row].length; column++) {
                line.addAll(numbers(row, column));
            }
            rows.add(line);
        }
        return rows;
    }

    private List<String> numbers(int row, int column) {
        DoubleStream bounds =
                band.stream().flatMapToDouble(b -> DoubleStream.of(b.low()[row][column], b.high()[row][column]));
        return DoubleStream.concat(DoubleStream.of(values[row][column]), bounds)
                .mapToObj(Double::toString)
                .toList();
    }
}
