package org.palinode.jupyter;

import java.util.Locale;

/** Numbers as cells of a table. */
final class Numbers {
    private Numbers() {}

    /** A number with up to seven digits; one that is not finite stands out. */
    static String html(double value) {
        return Double.isFinite(value) ? text(value) : "<strong>" + text(value) + "</strong>";
    }

    static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1e-4 && size < 1e6 ? "%.7g" : "%.6e", value);
    }
}
