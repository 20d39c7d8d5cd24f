package org.palinode.train.optimiser;

import java.util.Map;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * All that an optimiser remembers between steps. It is a tree: saved and loaded with the parameters, it continues bit for bit.
 *
 * @param numbers counts by name, float64 scalars
 * @param memory trees like the parameters by name, such as the mean of the gradients
 */
public record OptimiserState<P>(Map<String, Tensor> numbers, Map<String, P> memory) {
    /** Copies both maps. */
    public OptimiserState {
        Objects.requireNonNull(numbers, "a state needs numbers by name, got null; Map.of() for none");
        Objects.requireNonNull(memory, "a state needs memory by name, got null; Map.of() for none");
        numbers = Map.copyOf(numbers);
        memory = Map.copyOf(memory);
    }

    /** The number of updates so far. Gradients that were only added to others, or skipped, are not counted. */
    public long steps() {
        return (long) find("steps", numbers).item();
    }

    /**
     * The number of gradients that were skipped because they were not finite.
     *
     * @throws IllegalArgumentException unless the optimiser skips such steps
     */
    public long skipped() {
        return (long) find("skipped", numbers).item();
    }

    /**
     * The moving average of the parameters.
     *
     * @throws IllegalArgumentException unless the optimiser takes one
     */
    public P average() {
        return find("average", memory);
    }

    static <T> T find(String name, Map<String, T> from) {
        Objects.requireNonNull(name, "what an optimiser remembers has a name, got null");
        T found = from.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the state of the optimiser has no '" + name + "', only "
                    + from.keySet().stream().sorted().toList()
                    + "; it belongs to another optimiser: make one by init(parameters)");
        }
        return found;
    }
}
