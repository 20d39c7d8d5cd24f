package org.palinode.examples.data;

import java.util.Comparator;
import java.util.List;

/**
 * Way from the lines of a series to the series: sorted by time, without empty lines.
 *
 * @param table that the lines are from
 * @param id name of the column that tells series apart; null where there is one alone
 * @param notes for the user, which it adds to
 */
record SeriesLines(CsvTable table, String id, List<String> notes) {
    private static final int FEWEST = 2;

    /** A line as numbers. */
    record Line(CsvTable.Row row, double time, List<Double> values, List<Double> inputs) {
        boolean isEmpty() {
            return values.stream().allMatch(value -> value.isNaN())
                    && inputs.stream().allMatch(value -> value.isNaN());
        }
    }

    /**
     * The series of some lines.
     *
     * @throws MalformedSeriesException if there are too few, or two of one time
     */
    Observations series(String key, List<Line> lines) {
        String named = key.isEmpty() ? "" : " of " + id + " " + key;
        List<Line> full = lines.stream().filter(line -> !line.isEmpty()).toList();
        if (full.size() < lines.size()) {
            int left = lines.size() - full.size();
            notes.add(
                    left == 1
                            ? "1 line" + named + " has no value at all and was left out"
                            : left + " lines" + named + " have no value at all and were left out");
        }
        List<Line> sorted =
                full.stream().sorted(Comparator.comparingDouble(Line::time)).toList();
        if (!sorted.equals(full)) {
            notes.add("the lines" + named + " were sorted by time");
        }
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).time() == sorted.get(i - 1).time()) {
                throw new MalformedSeriesException(
                        table.place(sorted.get(i).row()),
                        "the time" + named + " is that of line "
                                + sorted.get(i - 1).row().line()
                                + " already; keep one of them, or their mean"
                                + (id == null ? ", or name the column that tells series apart by --id" : ""));
            }
        }
        if (sorted.size() < FEWEST) {
            throw new MalformedSeriesException(
                    table.place(lines.get(0).row()),
                    "a series needs " + FEWEST + " times with values at least, got " + sorted.size() + named
                            + "; add lines, or take the series out");
        }
        return new Observations(
                key,
                sorted.stream().map(Line::time).toList(),
                sorted.stream().map(Line::values).toList(),
                sorted.stream().map(Line::inputs).toList());
    }

    /** Refuses columns without any value, and inputs without one in a series. */
    static void requireValues(DataSet data) {
        for (int i = 0; i < data.names().size(); i++) {
            int column = i;
            if (data.series().stream()
                    .flatMap(each -> each.values().stream())
                    .allMatch(row -> row.get(column).isNaN())) {
                throw new MalformedSeriesException(
                        data.source(), "column " + data.names().get(i) + " has no values; leave it out by --columns");
            }
        }
        for (Observations each : data.series()) {
            for (int i = 0; i < data.inputs().size(); i++) {
                int column = i;
                if (each.inputs().stream().allMatch(row -> row.get(column).isNaN())) {
                    throw new MalformedSeriesException(
                            data.source(),
                            "input " + data.inputs().get(i) + " has no values in series \"" + each.id()
                                    + "\"; add one, which then holds for all times, or take the series out");
                }
            }
        }
    }
}
