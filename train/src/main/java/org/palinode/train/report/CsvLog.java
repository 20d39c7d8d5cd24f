package org.palinode.train.report;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palinode.train.saving.WholeFile;

/**
 * Table of a training as comma-separated values, a row for each step: {@link #COLUMNS} and the metrics, empty where none were due.
 * Numbers come back to the bit. A training that is resumed continues the table of the one before.
 */
public final class CsvLog implements TrainingListener<Object>, AutoCloseable {
    /** The names of the columns before those of the metrics. */
    public static final List<String> COLUMNS = List.of("step", "epoch", "loss");

    private final Path file;
    private final List<String> metrics;
    private final FileOutputStream out;

    private CsvLog(Path file, List<String> metrics, FileOutputStream out) {
        this.file = file;
        this.metrics = metrics;
        this.out = out;
    }

    /**
     * Opens a table after {@code step} steps. Of a table that is there, the rows up to that step stay; a row that was not written to its end
     * does not.
     *
     * @param metrics their names, a column each
     * @throws IllegalArgumentException if the table that is there has other columns
     * @throws IOException if the file cannot be read or written; names it
     */
    public static CsvLog open(Path file, List<String> metrics, long step) throws IOException {
        String head = Stream.concat(COLUMNS.stream(), metrics.stream())
                .map(CsvLog::cell)
                .collect(Collectors.joining(",", "", "\n"));
        String kept = step > 0 && Files.exists(file) ? kept(file, head, step) : head;
        WholeFile.writeText(file, kept);
        return new CsvLog(file, List.copyOf(metrics), new FileOutputStream(file.toFile(), true));
    }

    /** A name as it stands in a table: in quotes where it has a comma, a quote or a line break (RFC 4180). */
    private static String cell(String name) {
        return name.matches("(?s).*[,\"\r\n].*") ? '"' + name.replace("\"", "\"\"") + '"' : name;
    }

    private static String kept(Path file, String head, long step) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // also what a loss of power left
        if (!text.startsWith(head)) {
            throw new IllegalArgumentException(file + " has other columns than " + head.strip()
                    + "; resume with the metrics that the training began with, or begin in another folder");
        }
        StringBuilder kept = new StringBuilder(head);
        int start = head.length();
        for (int end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
            String row = text.substring(start, end + 1);
            if (!row.matches("(?s)\\d{1,18},.*") || Long.parseLong(row.substring(0, row.indexOf(','))) > step) {
                break;
            }
            kept.append(row);
            start = end + 1;
        }
        return kept.toString();
    }

    @Override
    public void report(TrainingReport<?> now) {
        StringJoiner row = new StringJoiner(",", "", "\n");
        row.add(Long.toString(now.step())).add(Double.toString(now.epoch())).add(Double.toString(now.loss()));
        for (String name : metrics) {
            Double metric = now.metrics().get(name);
            row.add(metric == null ? "" : metric.toString());
        }
        append(row.toString());
    }

    private void append(String row) {
        try {
            out.write(row.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": " + failure.getMessage(), failure);
        }
    }

    /**
     * Forces all rows to the disk.
     *
     * @throws IOException that names the file
     */
    public void force() throws IOException {
        try {
            out.getFD().sync();
        } catch (IOException failure) {
            throw new IOException(file + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
