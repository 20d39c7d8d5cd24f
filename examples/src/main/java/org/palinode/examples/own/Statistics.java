package org.palinode.examples.own;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;

/** Means, deviations (1 for a constant column) and greatest numbers of the columns, over what is trained on. */
record Statistics(List<Double> means, List<Double> deviations, List<Double> greatest) {
    static Statistics of(DataSet data, int[] trained, boolean log) {
        List<double[]> columns = IntStream.range(0, data.names().size())
                .mapToObj(column -> column(data, trained, column, log))
                .toList();
        List<Double> means = columns.stream()
                .map(each -> DoubleStream.of(each).average().getAsDouble())
                .toList();
        List<Double> deviations = IntStream.range(0, columns.size())
                .mapToObj(i -> deviation(data.names().get(i), columns.get(i), means.get(i)))
                .toList();
        return new Statistics(
                means,
                deviations,
                columns.stream()
                        .map(each -> DoubleStream.of(each).max().getAsDouble())
                        .toList());
    }

    private static double[] column(DataSet data, int[] trained, int column, boolean log) {
        DoubleStream.Builder values = DoubleStream.builder();
        for (int i = 0; i < data.series().size(); i++) {
            Observations each = data.series().get(i);
            for (int row = 0; row < trained[i]; row++) {
                double value = each.values().get(row).get(column);
                values.add(log ? StrictMath.log(value) : value);
            }
        }
        double[] known = values.build().filter(value -> !Double.isNaN(value)).toArray();
        if (known.length == 0) {
            throw new IllegalArgumentException("column " + data.names().get(column)
                    + " has no value that is trained on; hold back less, or leave it out by --columns");
        }
        return known;
    }

    private static double deviation(String name, double[] values, double mean) {
        double deviation = Math.sqrt(DoubleStream.of(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .getAsDouble());
        if (!Double.isFinite(deviation)) {
            throw new IllegalArgumentException(
                    "the squares of column " + name + " are too large to be numbers, at a mean of " + mean
                            + "; write it in a larger unit, or model logarithms by --log");
        }
        return deviation > 0 ? deviation : 1;
    }

    /** The same of scaled numbers, whose means are 0 and deviations 1. */
    Statistics scaled(Scaling scaling) {
        return new Statistics(
                means.stream().map(mean -> 0.0).toList(),
                means.stream().map(mean -> 1.0).toList(),
                IntStream.range(0, means.size())
                        .mapToObj(i -> (greatest.get(i) - scaling.means().get(i))
                                / scaling.deviations().get(i))
                        .toList());
    }
}
