package org.palinode.jupyter;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ends of a long row of things, with an ellipsis between.
 *
 * @param longest how many things are still shown whole
 * @param edge how many are shown at either end of more
 */
record Edges(int longest, int edge) {
    /** The sign for what is left out. */
    static final String ELLIPSIS = "…";

    /** The results of {@code shown} for the things that are shown, with {@code between} for those that are not. */
    <T> List<T> of(int length, IntFunction<T> shown, T between) {
        if (length <= longest) {
            return IntStream.range(0, length).mapToObj(shown).toList();
        }
        return Stream.of(
                        IntStream.range(0, edge).mapToObj(shown),
                        Stream.of(between),
                        IntStream.range(length - edge, length).mapToObj(shown))
                .flatMap(things -> things)
                .toList();
    }
}
