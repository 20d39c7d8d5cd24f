package org.palinode.examples.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.examples.data.Series;
import org.palinode.examples.model.FlatParameters;

/**
 * All of a run between two of its steps, exact to the last bit.
 *
 * @param format {@value #FORMAT}
 * @param settings that decide its numbers
 * @param series that it is fitted to
 * @param parameters a tensor each
 * @param adam the means of the gradients, then those of their squares
 * @param losses that each step found
 */
public record SavedRun(
        String format,
        Settings settings,
        Series series,
        List<SavedTensor> parameters,
        List<Double> adam,
        List<Double> losses) {
    static final String FORMAT = "palinode run 1";

    /**
     * A tensor of float64 numbers.
     *
     * @param path where it is in the tree of parameters
     * @param shape its axes
     * @param values in row-major order
     */
    public record SavedTensor(String path, List<Integer> shape, List<Double> values) {
        public SavedTensor {
            shape = List.copyOf(shape);
            values = List.copyOf(values);
        }
    }

    public SavedRun {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("the format is " + format + ", this version reads \"" + FORMAT + "\"");
        }
        parameters = List.copyOf(parameters);
        adam = List.copyOf(adam);
        losses = List.copyOf(losses);
    }

    static SavedRun of(
            Settings settings,
            Series series,
            FlatParameters<?> layout,
            double[] parameters,
            List<Double> adam,
            List<Double> losses) {
        List<SavedTensor> tensors = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < layout.paths().size(); i++) {
            List<Integer> shape = layout.shapes().get(i);
            int size = size(shape);
            double[] values = Arrays.copyOfRange(parameters, start, start + size);
            tensors.add(new SavedTensor(
                    layout.paths().get(i), shape, Arrays.stream(values).boxed().toList()));
            start += size;
        }
        return new SavedRun(FORMAT, settings, series, tensors, adam, losses);
    }

    private static int size(List<Integer> shape) {
        return shape.stream().reduce(1, (a, b) -> a * b);
    }

    /** The parameters one after another; refuses any that do not fit the layout. */
    double[] parameters(FlatParameters<?> layout) {
        List<String> here = parameters.stream().map(SavedRun::text).toList();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < layout.paths().size(); i++) {
            wanted.add(layout.paths().get(i) + " " + layout.shapes().get(i));
        }
        boolean whole = parameters.stream().allMatch(tensor -> tensor.values().size() == size(tensor.shape()));
        if (!here.equals(wanted) || !whole) {
            throw new IllegalArgumentException("the saved parameters " + here + " are not those of the model, " + wanted
                    + "; was the file edited?");
        }
        return parameters.stream()
                .flatMap(tensor -> tensor.values().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static String text(SavedTensor tensor) {
        return tensor.path() + " " + tensor.shape();
    }

    /** The optimiser's state; refuses one that is not of {@code size} parameters. */
    List<Double> adam(int size) {
        if (adam.size() != 2 * size) {
            throw new IllegalArgumentException("the saved state of Adam has " + adam.size() + " numbers, not "
                    + 2 * size + "; was the file edited?");
        }
        return adam;
    }
}
