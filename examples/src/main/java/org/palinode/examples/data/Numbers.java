package org.palinode.examples.data;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers as people write them into tables. */
final class Numbers {
    private static final Set<String> MISSING = Set.of("", "nan", "na", "n/a", "null", "none", "-", "?", ".");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern COMMA = Pattern.compile("[+-]?\\d+,\\d+");

    private Numbers() {}

    /** True for a text that says that a value is missing. */
    static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Unlike {@code Double.parseDouble} without hexadecimal numbers, type suffixes, NaN and infinity. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
    }

    /** A finite number, NaN where it is missing. */
    static double parse(String text, String column, String place) {
        if (isMissing(text)) {
            return Double.NaN;
        }
        if (COMMA.matcher(text).matches()) {
            throw new MalformedSeriesException(
                    place,
                    "\"" + text + "\" in column " + column
                            + " has a comma, which may be a decimal one or part thousands; write numbers like 1234.5");
        }
        if (!isNumber(text)) {
            throw new MalformedSeriesException(
                    place,
                    "\"" + text + "\" in column " + column
                            + " is not a finite number; write numbers like 12.5, and NA for a missing value, or choose"
                            + " other columns by --columns");
        }
        return Double.parseDouble(text);
    }
}
