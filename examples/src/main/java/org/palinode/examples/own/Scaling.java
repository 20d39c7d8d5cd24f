package org.palinode.examples.own;

import java.util.List;

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
}
