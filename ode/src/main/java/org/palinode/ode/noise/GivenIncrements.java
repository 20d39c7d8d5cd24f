package org.palinode.ode.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Brownian path by its increments over given intervals: noise that was measured, or comes from another program. Steps are those intervals, or
 * several of them together.
 *
 * @param times the ends of the intervals, rising
 * @param w W of each interval [intervals, components], and so for h and k; those beyond the level are empty
 */
public record GivenIncrements<W>(double[] times, double[][] w, double[][] h, double[][] k, LevyArea level, W zero)
        implements BrownianPath<W> {
    /** @throws IllegalArgumentException if times do not rise, an array has not a row for each interval and a number for each component, or a number is not finite */
    public GivenIncrements {
        times = times.clone();
        w = copy(w);
        h = copy(h);
        k = copy(k);
        Objects.requireNonNull(zero, "a Brownian path needs the shape of its noise, as zeros");
        for (int i = 1; i < times.length; i++) {
            if (!(times[i] > times[i - 1])) {
                throw new IllegalArgumentException(
                        "the times of given increments must rise, got " + times[i - 1] + " and then " + times[i]);
            }
        }
        int components =
                Tree.flatten(zero).leaves().stream().mapToInt(Tensor::size).sum();
        requireShape("W", w, times.length - 1, components);
        requireShape("H", h, level.numbers() > 1 ? times.length - 1 : 0, components);
        requireShape("K", k, level.numbers() > 2 ? times.length - 1 : 0, components);
    }

    /** A path of increments W [intervals, components]. */
    public static GivenIncrements<Tensor> of(double[] times, double[][] w) {
        int components = w.length == 0 ? 0 : w[0].length;
        return new GivenIncrements<>(
                times, w, new double[0][], new double[0][], LevyArea.NONE, Tensor.zeros(components));
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static void requireShape(String name, double[][] rows, int count, int components) {
        for (double[] row : rows) {
            if (!Arrays.stream(row).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("given increments must be finite, got " + Arrays.toString(row)
                        + " as a row of " + name + "; fill gaps in what was measured, or leave their intervals out");
            }
        }
        boolean fits = rows.length == count && Arrays.stream(rows).allMatch(row -> row.length == components);
        if (!fits) {
            throw new IllegalArgumentException("given increments need " + count + " rows of " + components + " numbers "
                    + name + ", one for each interval and Brownian motion");
        }
    }

    @Override
    public GivenIncrements<W> fold(long index) {
        return this;
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return false;
    }

    @Override
    public IncrementReader reader() {
        int components =
                Tree.flatten(zero).leaves().stream().mapToInt(Tensor::size).sum();
        var next = new Increments(level, components);
        return (from, to, into) -> {
            int first = place(Math.min(from, to));
            int last = place(Math.max(from, to));
            into.clear();
            for (int interval = first; interval < last; interval++) {
                Increments target = interval == first ? into : next;
                write(interval, target);
                if (interval > first) {
                    into.then(next);
                }
            }
            if (to < from) {
                into.reverse();
            }
        };
    }

    private void write(int interval, Increments into) {
        into.over(times[interval + 1] - times[interval]);
        for (int i = 0; i < into.components(); i++) {
            into.set(i, w[interval][i], h.length == 0 ? 0 : h[interval][i], k.length == 0 ? 0 : k[interval][i]);
        }
    }

    /** Times are those of the solve up to four ulp, since steps add up. */
    private int place(double time) {
        int at = Arrays.binarySearch(times, time);
        int near = at >= 0 ? at : nearest(time, -at - 1);
        if (!(Math.abs(times[near] - time) <= 4 * Math.ulp(Math.max(Math.abs(time), Math.abs(times[near]))))) {
            throw new IllegalArgumentException(
                    "increments are given between " + times[0] + " and " + times[times.length - 1]
                            + ", but " + time + " is none of their times; the nearest is " + times[near]
                            + "; let steps end at the given times, as by StepTo");
        }
        return near;
    }

    private int nearest(double time, int above) {
        int below = Math.max(0, above - 1);
        int high = Math.min(above, times.length - 1);
        return time - times[below] <= times[high] - time ? below : high;
    }

    @Override
    public void check(StepPlan plan) {
        plan.requireKnown("given increments");
        place(plan.t0());
        place(plan.t1());
    }

    /** True for a path of the same numbers, which may have been made anew. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GivenIncrements<?> path && values().equals(path.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(numbers(times), numbers(w), numbers(h), numbers(k), level, NoiseShape.of(zero));
    }

    private static List<List<Double>> numbers(double[]... rows) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).boxed().toList())
                .toList();
    }
}
