package org.palinode.examples.own;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;
import org.palinode.ode.path.MissingValues;

/**
 * Series side by side on the times that any of them has.
 *
 * @param common their times T, counted from the first of each series, or those of the file
 * @param values in the numbers of the model [T, series, columns]; NaN where they are missing
 * @param trained which of them are trained on: 1 or 0
 * @param inputs [T, series, inputs]; NaN where they are missing, null where there are none
 */
record SeriesTensors(CommonTimes common, Tensor values, Tensor trained, Tensor inputs) {
    /** The tensors of a data set in the numbers of a scaling. */
    static SeriesTensors of(DataSet data, boolean absolute, Scaling scaling, int[] trainedTimes) {
        CommonTimes common = CommonTimes.of(data, absolute);
        double[] times = common.times();
        if (times[0] < 0) {
            throw new IllegalArgumentException("this model begins at time 0, and there is "
                    + data.time().name() + " " + times[0] + "; leave such lines out, or shift the column");
        }
        int columns = data.names().size();
        double[] values = filled(data, common, absolute, columns, (series, row) -> true, Observations::values);
        for (int i = 0; i < values.length; i++) {
            values[i] = scaling.apply(values[i], i % columns);
        }
        double[] seen = filled(
                data, common, absolute, columns, (series, row) -> row < trainedTimes[series], Observations::values);
        Tensor all = Tensor.of(Shape.of(times.length, data.series().size(), columns), values);
        Tensor trained = MissingValues.known(
                Tensor.of(Shape.of(times.length, data.series().size(), columns), seen));
        return new SeriesTensors(common, all, trained, inputs(data, common, absolute));
    }

    private static Tensor inputs(DataSet data, CommonTimes common, boolean absolute) {
        int count = data.inputs().size();
        double[] inputs = filled(data, common, absolute, count, (series, row) -> true, Observations::inputs);
        return count == 0
                ? null
                : Tensor.of(Shape.of(common.times().length, data.series().size(), count), inputs);
    }

    private interface Part {
        List<List<Double>> of(Observations series);
    }

    private interface Chosen extends BiPredicate<Integer, Integer> {}

    private static double[] filled(
            DataSet data, CommonTimes common, boolean absolute, int width, Chosen chosen, Part part) {
        double[] times = common.times();
        int count = data.series().size();
        double[] all = DoubleStream.generate(() -> Double.NaN)
                .limit((long) times.length * count * width)
                .toArray();
        for (int series = 0; series < count; series++) {
            Observations each = data.series().get(series);
            double[] inFile = each.times().stream().mapToDouble(time -> time).toArray();
            double[] own = common.of(each, inFile, absolute);
            for (int row = 0; row < own.length; row++) {
                int at = (Arrays.binarySearch(times, own[row]) * count + series) * width;
                for (int column = 0; chosen.test(series, row) && column < width; column++) {
                    all[at + column] = part.of(each).get(row).get(column);
                }
            }
        }
        return all;
    }

    /** All times, rising [T]. */
    double[] times() {
        return common.times();
    }

    /** What is known besides what is trained on: 1 or 0. */
    Tensor heldBack() {
        return MissingValues.known(values).minus(trained);
    }

    /** The first value of each column that may be looked at [series, columns]; {@code otherwise} where there is none. */
    Tensor first(double[] otherwise) {
        int rows = values.shape().dim(0);
        int count = values.shape().dim(1);
        int columns = values.shape().dim(2);
        double[] all = values.toArray();
        double[] seen = trained.toArray();
        double[] first = IntStream.range(0, count * columns)
                .mapToDouble(i -> first(all, seen, rows, i, count * columns, otherwise[i % columns]))
                .toArray();
        return Tensor.of(Shape.of(count, columns), first);
    }

    /** A series that is held back as a whole shows its first value, and no more. */
    private static double first(double[] all, double[] seen, int rows, int place, int stride, double otherwise) {
        double known = Double.NaN;
        for (int row = 0; row < rows; row++) {
            double value = all[row * stride + place];
            if (!Double.isNaN(value) && seen[row * stride + place] == 1) {
                return value;
            }
            known = Double.isNaN(known) ? value : known;
        }
        return Double.isNaN(known) ? otherwise : known;
    }

    /** What may be looked at: what is trained on, and the first value of each column of a series that is held back as a whole. */
    Tensor visible() {
        Tensor known = MissingValues.known(values);
        Tensor untouched = trained.max(0).max(-1).equalTo(0).cast(known.dtype()).expandDims(1);
        Tensor opening = known.cumsum(0).equalTo(1).cast(known.dtype()).times(known);
        return trained.plus(opening.times(untouched));
    }

    /** The number of series. */
    int series() {
        return values.shape().dim(1);
    }

    /** What a solution [times, series, columns] misses of the first times, in deviations, over a mask [T, ...]. */
    Squares missed(Tensor solution, Tensor mask, Tensor deviations) {
        int seen = solution.shape().dim(0);
        Tensor counted = mask.slice(0, 0, seen);
        Tensor missed = solution.minus(values.slice(0, 0, seen)).dividedBy(deviations);
        Tensor squares = Tensor.where(counted, missed, missed.zerosLike()).square();
        return new Squares(squares.sum(), counted.sum());
    }
}
