package org.palinode.examples.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * A value found on this machine.
 *
 * @param subject what was looked at
 * @param value what it is
 * @param advice what to change, one line each; empty when all is well
 * @param fatal whether nothing can run until it is changed
 */
public record Finding(String subject, String value, List<String> advice, boolean fatal) {
    public Finding {
        advice = List.copyOf(advice);
    }

    static Finding of(String subject, Object value) {
        return new Finding(subject, String.valueOf(value), List.of(), false);
    }

    static Finding fatal(String subject, Object value, String advice) {
        return new Finding(subject, String.valueOf(value), List.of(advice), true);
    }

    /** Returns this finding with one more piece of advice where {@code condition} holds. */
    Finding adviseIf(boolean condition, String text) {
        if (!condition) {
            return this;
        }
        var more = new ArrayList<>(advice);
        more.add(text);
        return new Finding(subject, value, more, fatal);
    }
}
