package org.palinode.examples.own;

import java.util.List;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;

/**
 * Numbers that a model works on, made of those of a file: their logarithm where asked for, less a mean, over a deviation.
 *
 * @param log true for logarithms
 * @param means of each column
 * @param deviations of each column, 1 for one that is constant
 */
public record Scaling(boolean log, List<Double> means, List<Double> deviations) {
    public Scaling {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
    }

    double apply(double value, int column) {
        return ((log ? StrictMath.log(value) : value) - means.get(column)) / deviations.get(column);
    }

    double undo(double number, int column) {
        double value = number * deviations.get(column) + means.get(column);
        return log ? StrictMath.exp(value) : value;
    }

    /** Refuses values without a logarithm. */
    static void requirePositive(DataSet data) {
        for (Observations each : data.series()) {
            for (int row = 0; row < each.size(); row++) {
                for (int column = 0; column < data.names().size(); column++) {
                    double value = each.values().get(row).get(column);
                    if (value <= 0) {
                        throw new IllegalArgumentException(
                                data.source() + ": " + data.names().get(column) + " is "
                                        + value + " at " + data.time().name() + " "
                                        + data.time().format(each.times().get(row))
                                        + (each.id().isEmpty() ? "" : " of " + each.id())
                                        + ", and --log needs the logarithm of each value; leave --log out, or shift the column");
                    }
                }
            }
        }
    }
}
