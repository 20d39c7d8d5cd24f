package org.palinode.examples.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a series from comma-separated values: a first line with the names of the columns, the first of them time; then a line for each
 * observation, in the order of time. Empty lines and those that start with # are passed over. Values must be positive, because the
 * models work on logarithms.
 */
public final class SeriesCsv {
    private static final String PELTS = "lynx-hare.csv";
    private static final String PELTS_UNIT = "thousands of pelts";
    private static final int FEWEST = 3;
    private static final Set<String> MISSING = Set.of("", "nan", "na", "n/a", "null", "-");
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final String source;
    private final List<String> header = new ArrayList<>();
    private final List<Double> times = new ArrayList<>();
    private final List<List<Double>> rows = new ArrayList<>();
    private long lastLine;

    private SeriesCsv(String source) {
        this.source = source;
    }

    /** The pelts of hares and lynxes that the Hudson's Bay Company traded from 1900 to 1920. */
    public static Series lynxHare() throws IOException {
        try (InputStream pelts = SeriesCsv.class.getResourceAsStream(PELTS)) {
            return new SeriesCsv(PELTS).read(new InputStreamReader(pelts, StandardCharsets.UTF_8), PELTS_UNIT);
        }
    }

    /**
     * Reads a file in UTF-8.
     *
     * @param unit of the values; empty if unknown
     * @throws MalformedSeriesException at the first line that is not as it should be
     */
    public static Series read(Path file, String unit) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            skipByteOrderMark(reader);
            return new SeriesCsv(file.toString()).read(reader, unit);
        } catch (CharacterCodingException unreadable) {
            throw notText(file.toString());
        }
    }

    private Series read(Reader reader, String unit) throws IOException {
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(reader)) {
            records.forEach(this::accept);
        } catch (CsvParseException unreadable) {
            throw new MalformedSeriesException(
                    source,
                    "these are not comma-separated values: " + causes(unreadable) + "; is a quotation mark missing?");
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
        if (times.size() < FEWEST) {
            throw new MalformedSeriesException(
                    source, "a fit needs " + FEWEST + " observations at least, got " + times.size());
        }
        return new Series(source, unit, header.get(0), header.subList(1, header.size()), times, rows);
    }

    private static String causes(Throwable failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
    }

    private static MalformedSeriesException notText(String source) {
        return new MalformedSeriesException(source, "this is not text in UTF-8; save it as such");
    }

    /** Spreadsheets begin files with it. */
    private static void skipByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private void accept(CsvRecord csv) {
        List<String> fields = csv.getFields().stream().map(String::strip).toList();
        String place = source + ":" + csv.getStartingLineNumber();
        if (header.isEmpty()) {
            acceptHeader(fields, place);
        } else {
            acceptRow(fields, place);
            lastLine = csv.getStartingLineNumber();
        }
    }

    private void acceptHeader(List<String> fields, String place) {
        if (fields.size() < 2) {
            throw new MalformedSeriesException(
                    place,
                    "the first line names a time column and at least one more, as in year,hare,lynx, got "
                            + fields.get(0) + "; columns are separated by commas");
        }
        Set<String> seen = new HashSet<>();
        for (String name : fields) {
            if (isNumber(name)) {
                throw new MalformedSeriesException(
                        place, "the first line names the columns, as in year,hare,lynx, got the number " + name);
            }
            if (name.isEmpty() || !seen.add(name)) {
                throw new MalformedSeriesException(
                        place, "each column needs a name of its own, got " + String.join(",", fields));
            }
        }
        header.addAll(fields);
    }

    private void acceptRow(List<String> fields, String place) {
        if (fields.size() != header.size()) {
            throw new MalformedSeriesException(
                    place,
                    fields.size() + " values for the " + header.size() + " columns " + String.join(",", header)
                            + "; complete the line, or take it out");
        }
        double time = number(fields.get(0), header.get(0), place);
        if (!times.isEmpty() && !(time > times.get(times.size() - 1))) {
            throw new MalformedSeriesException(
                    place,
                    header.get(0) + " " + fields.get(0) + " does not come after that of line " + lastLine
                            + "; sort the lines by time, one for each time");
        }
        times.add(time);
        List<Double> row = new ArrayList<>();
        for (int i = 1; i < fields.size(); i++) {
            row.add(positive(fields.get(i), header.get(i), place));
        }
        rows.add(row);
    }

    private static double positive(String text, String column, String place) {
        double value = number(text, column, place);
        if (!(value > 0)) {
            throw new MalformedSeriesException(
                    place,
                    column + " is " + text
                            + ", and the models need the logarithm of each value; shift the column, or fit it in a"
                            + " program (docs/tutorials/fit-parameters.md)");
        }
        return value;
    }

    private static double number(String text, String column, String place) {
        if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
            throw new MalformedSeriesException(
                    place,
                    "the value in column " + column + " is missing (\"" + text
                            + "\"); take the line out, or fit data with gaps in a program (docs/tutorials/gaps.md)");
        }
        if (!isNumber(text)) {
            throw new MalformedSeriesException(
                    place, "\"" + text + "\" in column " + column + " is not a finite number; write numbers like 12.5");
        }
        return Double.parseDouble(text);
    }

    /** Unlike {@code Double.parseDouble} without hexadecimal numbers, type suffixes, NaN and infinity. */
    private static boolean isNumber(String text) {
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?") && Double.isFinite(Double.parseDouble(text));
    }
}
