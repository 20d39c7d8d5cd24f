package org.palinode.examples.conform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Comparisons of one row, and those that do not agree. Differences are max-norms over whole arrays. */
final class Comparison {
    private final String place;
    private final List<Mismatch> mismatches = new ArrayList<>();

    /** @param place the row, for people to find it */
    Comparison(String place) {
        this.place = place;
    }

    /** Compares arrays, relative to the largest |expected|. */
    void relative(String what, Tensor expected, Tensor actual, double tolerance) {
        within(what, expected, actual, tolerance * scale(expected));
    }

    /** Compares arrays, relative to the largest |number| of another one. */
    void relativeTo(Tensor size, String what, Tensor expected, Tensor actual, double tolerance) {
        within(what, expected, actual, tolerance * scale(size));
    }

    /** The largest |number|; 1 where all are 0 and nothing can be relative to them. */
    private static double scale(Tensor reference) {
        double largest = largest(reference);
        return largest == 0 ? 1 : largest;
    }

    /** The largest |number|. */
    static double largest(Tensor tensor) {
        return Arrays.stream(tensor.toArray()).map(Math::abs).max().orElse(0);
    }

    /** Compares arrays; no number may be off by more than {@code allowed}. */
    void within(String what, Tensor expected, Tensor actual, double allowed) {
        if (!expected.shape().equals(actual.shape())) {
            mismatches.add(new Mismatch(
                    place, what, "shape " + expected.shape(), "of shape " + actual.shape(), "shapes must be equal"));
            return;
        }
        double[] wanted = expected.toArray();
        double[] got = actual.toArray();
        int worst = 0;
        for (int i = 1; i < got.length; i++) {
            worst = distance(wanted[i], got[i]) > distance(wanted[worst], got[worst]) ? i : worst;
        }
        number(what + position(worst, expected), wanted[worst], got[worst], allowed);
    }

    /** |a − b|, infinite where there is no number. */
    private static double distance(double a, double b) {
        double distance = Math.abs(a - b);
        return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    }

    private static String position(int flat, Tensor tensor) {
        int[] strides = tensor.shape().strides();
        StringBuilder position = new StringBuilder();
        int rest = flat;
        for (int stride : strides) {
            position.append('[').append(rest / stride).append(']');
            rest %= stride;
        }
        return position.toString();
    }

    /** Compares two numbers. */
    void number(String what, double expected, double actual, double allowed) {
        if (distance(expected, actual) > allowed) {
            mismatches.add(Mismatch.of(place, what, expected, actual, allowed));
        }
    }

    /** Compares counts. */
    void equal(String what, int expected, int actual) {
        if (expected != actual) {
            mismatches.add(new Mismatch(
                    place, what, Integer.toString(expected), Integer.toString(actual), "counts must be equal"));
        }
    }

    /** Notes that Palinode gave no value at all. */
    void failed(RuntimeException failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        mismatches.add(new Mismatch(place, "the row", "values", "refused: " + text, "no value to compare"));
    }

    /** Notes that the reference's row cannot be read. */
    void unreadable(GoldenDataException why) {
        mismatches.add(new Mismatch(place, "the row", "what cannot be read", "not checked", why.getMessage()));
    }

    List<Mismatch> mismatches() {
        return List.copyOf(mismatches);
    }
}
