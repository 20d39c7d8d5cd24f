package org.palinode.examples.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Text of a file of separated values: a first line with the names of the columns, then a line for each row. Empty lines and those that
 * start with # are passed over. Values are separated by whichever of comma, semicolon and tab the first line has most of.
 *
 * @param source the file
 * @param header names of the columns
 * @param rows with as many fields as the header
 */
record CsvTable(String source, List<String> header, List<Row> rows) {
    private static final String BYTE_ORDER_MARK = "\uFEFF"; // spreadsheets begin files with it

    /** Fields of a line, without spaces around them. */
    record Row(long line, List<String> fields) {}

    CsvTable {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /** Reads a file in UTF-8. */
    static CsvTable read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new MalformedSeriesException(file.toString(), "this is a folder; name a file in it");
        }
        try {
            String text = Files.readString(file);
            return parse(file.toString(), text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (CharacterCodingException unreadable) {
            throw new MalformedSeriesException(file.toString(), "this is not text in UTF-8; save it as such");
        }
    }

    private static CsvTable parse(String source, String text) {
        List<Row> rows = rows(source, text);
        if (rows.isEmpty()) {
            throw new MalformedSeriesException(source, "the file is empty; its first line names the columns");
        }
        Row header = rows.get(0);
        requireNames(header, source + ":" + header.line());
        for (Row row : rows) {
            if (row.fields().size() != header.fields().size()) {
                throw new MalformedSeriesException(
                        source + ":" + row.line(),
                        row.fields().size() + " values for the "
                                + header.fields().size() + " columns " + String.join(",", header.fields())
                                + "; complete the line (a missing value is NA or nothing), or take it out");
            }
        }
        return new CsvTable(source, header.fields(), rows.subList(1, rows.size()));
    }

    private static List<Row> rows(String source, String text) {
        List<Row> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .fieldSeparator(separator(text))
                .commentStrategy(CommentStrategy.SKIP)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            records.forEach(record -> rows.add(new Row(
                    record.getStartingLineNumber(),
                    record.getFields().stream().map(String::strip).toList())));
        } catch (CsvParseException | IOException unreadable) {
            throw new MalformedSeriesException(
                    source, "these are not separated values: " + causes(unreadable) + "; is a quotation mark missing?");
        }
        return rows;
    }

    private static String causes(Throwable failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
    }

    private static char separator(String text) {
        String first = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .map(line -> line.replaceAll("\"[^\"]*\"", ""))
                .orElse("");
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            best = count(first, candidate) > count(first, best) ? candidate : best;
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(character -> character == wanted).count();
    }

    private static void requireNames(Row header, String place) {
        Set<String> seen = new HashSet<>();
        for (String name : header.fields()) {
            if (Numbers.isNumber(name)) {
                throw new MalformedSeriesException(
                        place, "the first line names the columns, as in time,a,b, got the number " + name);
            }
            if (name.isEmpty()) {
                throw new MalformedSeriesException(
                        place,
                        "column " + (seen.size() + 1) + " of " + header.fields().size()
                                + " has no name; name it, or take it and a separator at the end of each line out");
            }
            if (!seen.add(name)) {
                throw new MalformedSeriesException(
                        place, "each column needs a name of its own, got " + String.join(",", header.fields()));
            }
        }
        if (header.fields().size() < 2) {
            throw new MalformedSeriesException(
                    place,
                    "a series needs a time column and at least one more, got "
                            + header.fields().get(0) + "; columns are separated by commas, semicolons or tabs,"
                            + " and lines above their names begin with #");
        }
    }

    /** The place of a column. */
    int column(String name, String option) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new MalformedSeriesException(
                    source,
                    "there is no column " + name + " for " + option + "; the columns are " + String.join(", ", header));
        }
        return index;
    }

    /** A line in the file, for a message. */
    String place(Row row) {
        return source + ":" + row.line();
    }
}
