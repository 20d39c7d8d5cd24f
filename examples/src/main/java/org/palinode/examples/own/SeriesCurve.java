package org.palinode.examples.own;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.examples.data.Observations;
import org.palinode.examples.data.TimeAxis;

/**
 * Curve of a model beside the series that it is of.
 *
 * @param series the observations
 * @param times of the file, those of the series first
 * @param values a row for each time, in the numbers of the file
 */
record SeriesCurve(Observations series, double[] times, double[][] values) {
    /** The values of a column. */
    double[] column(int index) {
        return IntStream.range(0, times.length)
                .mapToDouble(row -> values[row][index])
                .toArray();
    }

    /** Lines of a table: series, time, fit or forecast, a number for each column. */
    List<List<String>> rows(TimeAxis axis) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < times.length; row++) {
            List<String> line = new ArrayList<>(
                    List.of(series.id(), axis.format(times[row]), times[row] > series.last() ? "forecast" : "fit"));
            for (double value : values[row]) {
                line.add(Double.toString(value));
            }
            rows.add(line);
        }
        return rows;
    }
}
