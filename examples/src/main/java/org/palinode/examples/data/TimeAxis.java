package org.palinode.examples.data;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Meaning of the numbers in a time column. Dates and times of day in ISO 8601 become the time since the first of the file.
 *
 * @param name of the column
 * @param kind of what stands in it
 * @param unit of the numbers that dates become; of no meaning for numbers
 * @param origin the date and time of number 0, in UTC where the file has offsets; empty for numbers
 */
public record TimeAxis(String name, Kind kind, TimeUnit unit, String origin) {
    private static final double NANOS = 1e9;

    /** What stands in a time column. */
    public enum Kind {
        NUMBER("a number like 12.5"),
        DATE("a date like 2024-05-31"),
        DATE_TIME("a date and time like 2024-05-31T14:30"),
        INSTANT("a time with its offset, like 2024-05-31T14:30:00Z");

        private final String example;

        Kind(String example) {
            this.example = example;
        }
    }

    /** The kind of a text. */
    static Kind kind(String text, String column, String place) {
        for (Kind kind : Kind.values()) {
            try {
                if (kind == Kind.NUMBER ? Numbers.isNumber(text) : date(text, kind) != null) {
                    return kind;
                }
            } catch (DateTimeException another) {
                continue;
            }
        }
        throw new MalformedSeriesException(
                place,
                "\"" + text + "\" in the time column " + column
                        + " is neither a number nor a date in ISO 8601; write 12.5, 2024-05-31 or"
                        + " 2024-05-31T14:30, or choose another column by --time; one that tells series apart is named by --id");
    }

    private static LocalDateTime date(String text, Kind kind) {
        String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (\\d)", "$1T$2");
        return switch (kind) {
            case DATE -> LocalDate.parse(iso).atStartOfDay();
            case DATE_TIME -> LocalDateTime.parse(iso);
            default ->
                OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        };
    }

    /** An axis that starts at the first of some texts of one kind. */
    static TimeAxis of(String name, Kind kind, TimeUnit unit, String first) {
        return new TimeAxis(
                name, kind, unit, kind == Kind.NUMBER ? "" : date(first, kind).toString());
    }

    /** The number of a text. */
    double parse(String text, String place) {
        if (Numbers.isMissing(text)) {
            throw new MalformedSeriesException(
                    place, "the time in column " + name + " is missing; add it, or take the line out");
        }
        Kind found = kind(text, name, place);
        if (found != kind) {
            throw new MalformedSeriesException(
                    place,
                    "\"" + text + "\" in the time column " + name + " is " + found.example + ", and the first line has "
                            + kind.example + "; write all times in one way");
        }
        if (kind == Kind.NUMBER) {
            return Double.parseDouble(text);
        }
        Duration since = Duration.between(LocalDateTime.parse(origin), date(text, kind));
        return (since.getSeconds() + since.getNano() / NANOS) / unit.seconds();
    }

    /** A number as it would stand in the file; a date becomes one with a time of day where it needs it. */
    public String format(double time) {
        if (kind == Kind.NUMBER) {
            return time == Math.rint(time) && Math.abs(time) < 1e15
                    ? Long.toString((long) time)
                    : Double.toString(time);
        }
        LocalDateTime date = LocalDateTime.parse(origin).plusSeconds(Math.round(time * unit.seconds()));
        if (kind == Kind.DATE && date.equals(date.toLocalDate().atStartOfDay())) {
            return date.toLocalDate().toString();
        }
        return date.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME) + (kind == Kind.INSTANT ? "Z" : "");
    }

    /** A label for a plot. */
    public String label() {
        return kind == Kind.NUMBER ? name : String.format(Locale.ROOT, "%s, %s since %s", name, unit, format(0));
    }
}
