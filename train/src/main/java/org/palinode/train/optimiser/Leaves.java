package org.palinode.train.optimiser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The tensors of a step, leaf by leaf: what an optimiser computes with. All lists have the order of {@code paths}.
 *
 * @param paths the path of each leaf in the tree of parameters, like {@code layers[0].weight}
 * @param gradient the gradient, of the shapes and types of the parameters
 * @param parameters the parameters
 * @param numbers counts by name, float64 scalars
 * @param memory what is remembered of each leaf, by name
 */
public record Leaves(
        List<String> paths,
        List<Tensor> gradient,
        List<Tensor> parameters,
        Map<String, Tensor> numbers,
        Map<String, List<Tensor>> memory) {
    /** The name of the number of updates so far, 0 at the first. */
    public static final String STEPS = "steps";

    /** The tensors of {@code leaf}(i) for each leaf i. */
    public List<Tensor> each(IntFunction<Tensor> leaf) {
        return IntStream.range(0, paths.size()).mapToObj(leaf).toList();
    }

    /** The number of updates so far, a float64 scalar. */
    public Tensor steps() {
        return number(STEPS);
    }

    /** A number that the optimiser remembers. */
    public Tensor number(String name) {
        return OptimiserState.find(name, numbers);
    }

    /** A part of what the optimiser remembers, leaf by leaf. */
    public List<Tensor> memory(String name) {
        return OptimiserState.find(name, memory);
    }

    /** Replaces the gradient. */
    public Leaves withGradient(List<Tensor> other) {
        return new Leaves(paths, other, parameters, numbers, memory);
    }

    /** Replaces the parameters. */
    public Leaves withParameters(List<Tensor> other) {
        return new Leaves(paths, gradient, other, numbers, memory);
    }

    /** Replaces a number, or adds it. */
    public Leaves with(String name, Tensor number) {
        return new Leaves(paths, gradient, parameters, replaced(numbers, name, number), memory);
    }

    /** Replaces a part of the memory, or adds it. */
    public Leaves with(String name, List<Tensor> part) {
        return new Leaves(paths, gradient, parameters, numbers, replaced(memory, name, part));
    }

    /**
     * Adds a part of the memory.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Leaves beginning(String name, List<Tensor> part) {
        requireFree(name, memory);
        return with(name, part);
    }

    /**
     * Adds a count, at 0.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Leaves counting(String name) {
        requireFree(name, numbers);
        return with(name, Tensor.scalar(0));
    }

    /** Adds a part of the memory that is 0; see {@link #beginning}. */
    public Leaves beginningAtZero(String name) {
        return beginning(name, each(i -> parameters.get(i).zerosLike()));
    }

    /** Chooses the parameters, numbers and memory of {@code yes} if the scalar {@code condition} is not 0, else those of {@code no}. */
    static Leaves where(Tensor condition, Leaves yes, Leaves no) {
        Map<String, Tensor> numbers = new TreeMap<>();
        yes.numbers.forEach((name, number) -> numbers.put(name, choose(condition, number, no.number(name))));
        Map<String, List<Tensor>> memory = new TreeMap<>();
        yes.memory.forEach((name, part) -> memory.put(name, choose(condition, part, no.memory(name))));
        List<Tensor> parameters = choose(condition, yes.parameters, no.parameters);
        return new Leaves(yes.paths, yes.gradient, parameters, numbers, memory);
    }

    private static List<Tensor> choose(Tensor condition, List<Tensor> yes, List<Tensor> no) {
        List<Tensor> chosen = new ArrayList<>();
        for (int i = 0; i < yes.size(); i++) {
            chosen.add(choose(condition, yes.get(i), no.get(i)));
        }
        return chosen;
    }

    private static Tensor choose(Tensor condition, Tensor yes, Tensor no) {
        return Tensor.where(condition.cast(yes.dtype()), yes, no);
    }

    private static <T> Map<String, T> replaced(Map<String, T> parts, String name, T part) {
        Map<String, T> all = new TreeMap<>(parts);
        all.put(name, part);
        return all;
    }

    private static void requireFree(String name, Map<String, ?> parts) {
        if (parts.containsKey(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is remembered already: an optimiser accumulates, averages and skips once each");
        }
    }
}
