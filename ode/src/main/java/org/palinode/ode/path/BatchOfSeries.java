package org.palinode.ode.path;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Time series of different lengths and times as one batch: its knots are the times of all of them, and a series that has no value at a knot is
 * missing (NaN) there. A path through it holds each series from its end to that of the longest.
 *
 * @param ts the knots [T], float64, strictly rising
 * @param ys the values [T, series, ...], NaN where missing
 */
public record BatchOfSeries(Tensor ts, Tensor ys) {
    /** @throws IllegalArgumentException if they do not fit together, or the knots do not rise */
    public BatchOfSeries {
        Knots.rising(ts, ys);
    }

    /**
     * The batch of some series. Gradients reach the values of each. A knot of several series is that of the first which has it, as is its gradient.
     *
     * @param ts the knots of each series [times], float64, strictly rising
     * @param ys the values of each [times, ...], of one type and shape but for the first axis
     * @throws IllegalArgumentException if they do not fit together
     */
    public static BatchOfSeries of(List<Tensor> ts, List<Tensor> ys) {
        requireAlike(ts, ys);
        Tensor times = Tensor.concatenate(0, ts);
        double[] numbers = Knots.numbers(times, "knots");
        double[] knots = Arrays.stream(numbers).sorted().distinct().toArray();
        int[] first = new int[knots.length];
        Arrays.fill(first, -1);
        int[] rows = new int[knots.length * ts.size()];
        Arrays.fill(rows, numbers.length); // the row of NaN after all values
        int row = 0;
        for (int series = 0; series < ts.size(); series++) {
            for (int i = 0; i < ts.get(series).size(); i++, row++) {
                int knot = Arrays.binarySearch(knots, numbers[row]);
                rows[knot * ts.size() + series] = row;
                first[knot] = first[knot] < 0 ? row : first[knot];
            }
        }
        Shape one = ys.get(0).shape().without(0);
        Tensor values = Tensor.concatenate(0, ys);
        Tensor missing = Tensor.full(values.type().with(one.insert(0, 1)), Double.NaN);
        Tensor all = Tensor.concatenate(0, values, missing)
                .take(0, rows)
                .reshape(one.insert(0, ts.size()).insert(0, knots.length));
        return new BatchOfSeries(times.take(0, first), all);
    }

    private static void requireAlike(List<Tensor> ts, List<Tensor> ys) {
        Objects.requireNonNull(ts, "a batch of series needs the times of each, got null");
        Objects.requireNonNull(ys, "a batch of series needs the values of each, got null");
        if (ts.isEmpty() || ts.size() != ys.size()) {
            throw new IllegalArgumentException("a batch of series needs times and values for each of one or more, got "
                    + ts.size() + " of times and " + ys.size() + " of values");
        }
        for (int i = 0; i < ts.size(); i++) {
            Knots.rising(ts.get(i), ys.get(i));
        }
        Shape shape = ys.get(0).shape().without(0);
        IntStream.range(1, ys.size())
                .filter(i -> !ys.get(i).shape().without(0).equals(shape)
                        || ys.get(i).dtype() != ys.get(0).dtype())
                .findFirst()
                .ifPresent(i -> {
                    throw new IllegalArgumentException("the series of a batch need the same channels, but series 0 is "
                            + ys.get(0).type() + " and series " + i + " is "
                            + ys.get(i).type());
                });
    }
}
