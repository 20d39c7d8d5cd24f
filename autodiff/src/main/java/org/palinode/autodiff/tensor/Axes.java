package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/**
 * The axes over which numbers are reduced, and whether they stay, with length 1. Negative ones count from the end. Of [2, 3, 4],
 * {@code x.sum(Axes.of(0, 2))} is [3] and {@code x.sum(Axes.of(0, 2).kept())} is [1, 3, 1].
 *
 * @param list null for all axes
 */
public record Axes(List<Integer> list, boolean areKept) {
    public static Axes of(int... axes) {
        Objects.requireNonNull(axes, "Axes.of needs axes, got null");
        return new Axes(IntStream.of(axes).boxed().toList(), false);
    }

    public static Axes all() {
        return new Axes(null, false);
    }

    /** The same axes, which stay with length 1, so that the result broadcasts against what was reduced. */
    public Axes kept() {
        return new Axes(list, true);
    }

    boolean isEmpty() {
        return list != null && list.isEmpty();
    }

    /** Number of the numbers of a shape that are reduced to one. */
    int count(Shape shape) {
        return resolved(shape).stream().mapToInt(shape::dim).reduce(1, (a, b) -> a * b);
    }

    /** Reduces run after run of neighbouring axes, from the last to the first, by {@code one}, which takes a tensor and one of its axes. */
    Tensor reduce(Tensor x, Reduction one) {
        TreeSet<Integer> axes = resolved(x.shape());
        Tensor reduced = x;
        for (Integer last = axes.isEmpty() ? null : axes.last(); last != null; ) {
            int first = last;
            while (axes.contains(first - 1)) {
                first--;
            }
            reduced = one.apply(merged(reduced, first, last), first);
            last = axes.lower(first);
        }
        return areKept ? reduced.reshape(keptShape(x.shape(), axes)) : reduced;
    }

    /** A reduction over one axis, which disappears. */
    @FunctionalInterface
    interface Reduction {
        Tensor apply(Tensor x, int axis);
    }

    private static Tensor merged(Tensor x, int first, int last) {
        Shape shape = x.shape();
        int length = shape.dim(first);
        for (int axis = last; axis > first; axis--) {
            length *= shape.dim(axis);
            shape = shape.without(axis);
        }
        shape = shape.with(first, length);
        return x.reshape(shape);
    }

    private static Shape keptShape(Shape shape, TreeSet<Integer> axes) {
        Shape kept = shape;
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        return kept;
    }

    private TreeSet<Integer> resolved(Shape shape) {
        TreeSet<Integer> axes = new TreeSet<>();
        for (int given : list == null ? IntStream.range(0, shape.rank()).boxed().toList() : list) {
            if (!axes.add(shape.axis(given))) {
                throw new IllegalArgumentException(
                        "axis " + shape.axis(given) + " of " + shape + " is given twice, in " + list);
            }
        }
        return axes;
    }
}
