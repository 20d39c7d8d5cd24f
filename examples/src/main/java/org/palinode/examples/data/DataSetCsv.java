package org.palinode.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Way to read series from separated values (comma, semicolon or tab; a first line with names).
 *
 * @param time name of the time column; null for the first one that is not the id
 * @param unit of the numbers that dates become
 * @param id name of the column that tells series apart; null where there is one alone
 * @param columns that are observed; none for all that have no other part
 * @param inputs columns of inputs u(t)
 */
public record DataSetCsv(String time, TimeUnit unit, String id, List<String> columns, List<String> inputs) {
    public DataSetCsv {
        columns = List.copyOf(columns);
        inputs = List.copyOf(inputs);
    }

    /** The first column is time, all others are observed. */
    public static DataSetCsv standard() {
        return new DataSetCsv(null, TimeUnit.DAYS, null, List.of(), List.of());
    }

    /**
     * Reads a file.
     *
     * @throws MalformedSeriesException that names file, line and column, and says what to do
     */
    public DataSet read(Path file) throws IOException {
        CsvTable table = CsvTable.read(file);
        int idColumn = id == null ? -1 : table.column(id, "--id");
        int[] inputColumns =
                inputs.stream().mapToInt(name -> table.column(name, "--input")).toArray();
        int timeColumn = time == null ? (idColumn == 0 ? 1 : 0) : table.column(time, "--time");
        int[] observed = observed(table, timeColumn, idColumn, inputColumns);
        requireApart(table, timeColumn, idColumn, observed, inputColumns);
        if (table.rows().isEmpty()) {
            throw new MalformedSeriesException(table.source(), "there are names and no lines of numbers; add some");
        }
        TimeAxis axis = axis(table, timeColumn);
        Map<String, List<SeriesLines.Line>> lines = new LinkedHashMap<>();
        for (CsvTable.Row row : table.rows()) {
            SeriesLines.Line line = new SeriesLines.Line(
                    row,
                    axis.parse(row.fields().get(timeColumn), table.place(row)),
                    numbers(table, row, observed),
                    numbers(table, row, inputColumns));
            lines.computeIfAbsent(id(table, row, idColumn), key -> new ArrayList<>())
                    .add(line);
        }
        List<String> notes = new ArrayList<>();
        List<Observations> series = new ArrayList<>();
        SeriesLines made = new SeriesLines(table, id, notes);
        lines.forEach((key, some) -> series.add(made.series(key, some)));
        DataSet data = new DataSet(table.source(), axis, names(table, observed), inputs, series, notes);
        SeriesLines.requireValues(data);
        return data;
    }

    private int[] observed(CsvTable table, int timeColumn, int idColumn, int[] inputColumns) {
        if (!columns.isEmpty()) {
            return columns.stream()
                    .mapToInt(name -> table.column(name, "--columns"))
                    .toArray();
        }
        int[] rest = IntStream.range(0, table.header().size())
                .filter(i -> i != timeColumn
                        && i != idColumn
                        && IntStream.of(inputColumns).noneMatch(j -> j == i))
                .toArray();
        if (rest.length == 0) {
            throw new MalformedSeriesException(
                    table.source(),
                    "no column is left to be observed; the columns are " + String.join(", ", table.header()));
        }
        return rest;
    }

    private static void requireApart(CsvTable table, int time, int id, int[] observed, int[] inputs) {
        int[] all = IntStream.concat(
                        IntStream.of(time, id), IntStream.concat(IntStream.of(observed), IntStream.of(inputs)))
                .filter(i -> i >= 0)
                .sorted()
                .toArray();
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                throw new MalformedSeriesException(
                        table.source(),
                        "column " + table.header().get(all[i])
                                + " is asked for twice; a column is time, the id, an input or observed: name it once");
            }
        }
    }

    private TimeAxis axis(CsvTable table, int column) {
        String name = table.header().get(column);
        CsvTable.Row first = table.rows().get(0);
        String text = first.fields().get(column);
        if (Numbers.isMissing(text)) {
            throw new MalformedSeriesException(
                    table.place(first), "the time in column " + name + " is missing; add it, or take the line out");
        }
        return TimeAxis.of(name, TimeAxis.kind(text, name, table.place(first)), unit, text);
    }

    private static String id(CsvTable table, CsvTable.Row row, int column) {
        String text = column < 0 ? "" : row.fields().get(column);
        if (column >= 0 && Numbers.isMissing(text)) {
            throw new MalformedSeriesException(
                    table.place(row),
                    "the id in column " + table.header().get(column) + " is missing; add it, or take the line out");
        }
        return text;
    }

    private static List<Double> numbers(CsvTable table, CsvTable.Row row, int[] columns) {
        return IntStream.of(columns)
                .mapToObj(i -> Numbers.parse(row.fields().get(i), table.header().get(i), table.place(row)))
                .toList();
    }

    private static List<String> names(CsvTable table, int[] columns) {
        return IntStream.of(columns).mapToObj(table.header()::get).toList();
    }
}
