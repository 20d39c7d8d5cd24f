package org.palinode.examples.own;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** Times of series and more times between or after them. */
record Grid(double[] times, int[] rows) {
    /** A time at which no series has a row. */
    private static final int NONE = -1;

    /**
     * The times of series and others, and more between those that are farther apart than {@code longest}.
     *
     * @param known of the series, rising
     */
    static Grid of(double[] known, double[] others, double longest) {
        double[] all = DoubleStream.concat(Arrays.stream(known), Arrays.stream(others))
                .sorted()
                .distinct()
                .toArray();
        DoubleStream more = IntStream.range(1, all.length).boxed().flatMapToDouble(i -> {
            double length = all[i] - all[i - 1];
            int pieces = (int) Math.max(1, Math.ceil(length / longest * (1 - 1e-9))); // but for rounding
            return IntStream.range(1, pieces).mapToDouble(piece -> all[i - 1] + length * piece / pieces);
        });
        double[] times = DoubleStream.concat(Arrays.stream(all), more)
                .sorted()
                .distinct()
                .toArray();
        int[] rows = Arrays.stream(times)
                .mapToInt(t -> Math.max(NONE, Arrays.binarySearch(known, t)))
                .toArray();
        return new Grid(times, rows);
    }

    /** Rows of series [known times, ...] at these times, and {@code none} where they have no row. */
    Tensor spread(Tensor known, double none) {
        int count = known.shape().dim(0);
        Shape row = known.shape().without(0).insert(0, 1);
        Tensor last = Tensor.full(known.type().with(row), none);
        int[] places = IntStream.of(rows).map(i -> i == NONE ? count : i).toArray();
        return Tensor.concatenate(0, known, last).take(0, places);
    }

    /** The rows of these of its times. */
    int[] places(double[] some) {
        return Arrays.stream(some).mapToInt(t -> Arrays.binarySearch(times, t)).toArray();
    }
}
