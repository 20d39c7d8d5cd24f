package org.palinode.examples.conform;

import java.util.Locale;

/**
 * Two values of a row that do not agree.
 *
 * @param place the file and the row in it
 * @param what which quantity, for an array with the position where it is furthest off
 * @param expected of the reference
 * @param actual of Palinode
 * @param allowed how far apart they may be, or what else was asked for
 */
public record Mismatch(String place, String what, String expected, String actual, String allowed) {
    static Mismatch of(String place, String what, double expected, double actual, double allowed) {
        String bound = String.format(Locale.ROOT, "apart by %.2e, allowed %.2e", Math.abs(actual - expected), allowed);
        return new Mismatch(place, what, Double.toString(expected), Double.toString(actual), bound);
    }

    @Override
    public String toString() {
        return place + ": " + what + " is " + actual + ", the reference has " + expected + " (" + allowed + ")";
    }
}
