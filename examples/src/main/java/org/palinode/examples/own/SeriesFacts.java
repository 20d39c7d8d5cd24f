package org.palinode.examples.own;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;

/**
 * Facts about series that a model sets itself up by.
 *
 * @param columns names of what is observed
 * @param inputs names of what goes in
 * @param spacing the mean distance of two times
 * @param length the longest distance of the last time from the first
 * @param means of each column, over what is trained on; in the numbers that the model works on
 * @param deviations of each column, likewise
 * @param greatest number of each column, likewise
 * @param width of a network's hidden layers
 * @param depth the number of its hidden layers
 */
public record SeriesFacts(
        List<String> columns,
        List<String> inputs,
        double spacing,
        double length,
        List<Double> means,
        List<Double> deviations,
        List<Double> greatest,
        int width,
        int depth) {
    /** Copies the lists. */
    public SeriesFacts {
        columns = List.copyOf(columns);
        inputs = List.copyOf(inputs);
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        greatest = List.copyOf(greatest);
    }

    /** The numbers of a state that begins with the columns: one alone gets a hidden one beside it, without which it could not turn. */
    int states() {
        return Math.max(2, columns.size());
    }

    /** A tanh network with hidden layers of this width and depth. */
    Mlp network(RandomKey key, int in, int out) {
        int[] widths = IntStream.range(0, depth + 2)
                .map(i -> i == 0 ? in : i == depth + 1 ? out : width)
                .toArray();
        return Mlp.random(key, Activation.TANH, widths);
    }
}
