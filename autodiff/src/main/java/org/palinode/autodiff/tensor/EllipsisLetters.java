package org.palinode.autodiff.tensor;

import java.util.List;

/**
 * Letters for the axes that {@code ...} stands for in a formula of {@link Einsum}. They are counted from the last axis, and broadcast:
 * where another tensor has more, an axis of length 1 goes.
 */
final class EllipsisLetters {
    private static final String DOTS = "...";
    private static final char LAST_AXIS = '①'; // no letter that a formula may have

    private EllipsisLetters() {}

    /** The letters of one part of a formula, with {@code count} axes in place of the dots. */
    static String replaced(String part, int count) {
        StringBuilder axes = new StringBuilder();
        for (int axis = count - 1; axis >= 0; axis--) {
            axes.append((char) (LAST_AXIS + axis));
        }
        return part.replace(DOTS, axes);
    }

    /** Number of the axes that the dots of a part stand for in a tensor of this rank; 0 without dots. */
    static int count(String part, int rank) {
        return part.contains(DOTS) ? Math.max(0, rank - part.length() + DOTS.length()) : 0;
    }

    /** The letter as a formula has it. */
    static String written(char letter) {
        return letter < LAST_AXIS ? String.valueOf(letter) : DOTS;
    }

    /** The tensors without the axes of length 1 that others stretch. */
    static List<Einsum.Named> broadcast(List<Einsum.Named> tensors) {
        return tensors.stream().map(each -> shrunk(each, tensors)).toList();
    }

    private static Einsum.Named shrunk(Einsum.Named named, List<Einsum.Named> all) {
        Einsum.Named rest = named;
        for (char letter : named.letters().toCharArray()) {
            boolean isStretched = letter >= LAST_AXIS
                    && named.length(letter) == 1
                    && all.stream().anyMatch(other -> other.length(letter) != 1);
            rest = isStretched ? without(rest, letter) : rest;
        }
        return rest;
    }

    private static Einsum.Named without(Einsum.Named named, char letter) {
        int axis = named.letters().indexOf(letter);
        String rest = new StringBuilder(named.letters()).deleteCharAt(axis).toString();
        return new Einsum.Named(named.tensor().squeeze(axis), rest);
    }
}
