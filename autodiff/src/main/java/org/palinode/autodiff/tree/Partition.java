package org.palinode.autodiff.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Tree whose tensors are split in two by their paths: those that are chosen, for instance to be trained, and the rest, which stays as it
 * is. The chosen ones are a tree of their own, a map from paths to tensors: gradients and the state of an optimiser are for these alone.
 *
 * <pre>{@code
 * Partition<Mlp> split = Partition.of(mlp, path -> path.startsWith("layers[1]"));
 * grad((Map<String, Tensor> some) -> loss(split.combine(some))).apply(split.chosen());
 * }</pre>
 */
public final class Partition<T> {
    private final Tree.Structure<T> structure;
    private final Map<String, Tensor> chosen;
    private final Map<String, Tensor> rest;

    private Partition(Tree.Structure<T> structure, Map<String, Tensor> chosen, Map<String, Tensor> rest) {
        this.structure = structure;
        this.chosen = Collections.unmodifiableMap(chosen);
        this.rest = Collections.unmodifiableMap(rest);
    }

    /**
     * The partition of a tree.
     *
     * @param isChosen of a path such as {@code layers[0].weight}; see {@link Tree.Structure#paths}
     * @throws IllegalArgumentException if no path is chosen, or two tensors have one path
     */
    public static <T> Partition<T> of(T tree, Predicate<String> isChosen) {
        Objects.requireNonNull(isChosen, "a partition needs a predicate of paths, got null");
        Tree.Flat<T> flat = Tree.flatten(tree);
        List<String> paths = flat.structure().paths();
        Map<String, Tensor> chosen = new LinkedHashMap<>();
        Map<String, Tensor> rest = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            Map<String, Tensor> part = isChosen.test(paths.get(i)) ? chosen : rest;
            if (part.put(paths.get(i), flat.leaves().get(i)) != null) {
                throw new IllegalArgumentException("two tensors of a tree have the path " + paths.get(i));
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("a partition chooses no tensor; the paths are " + paths);
        }
        return new Partition<>(flat.structure(), chosen, rest);
    }

    /** The tensors that were chosen, by their paths in the order of the tree. */
    public Map<String, Tensor> chosen() {
        return new LinkedHashMap<>(chosen);
    }

    /** The others. */
    public Map<String, Tensor> rest() {
        return new LinkedHashMap<>(rest);
    }

    /**
     * The tree with these tensors in place of the chosen ones.
     *
     * @throws IllegalArgumentException if the paths are not those of {@link #chosen}
     */
    public T combine(Map<String, Tensor> tensors) {
        Objects.requireNonNull(tensors, "a partition is combined with a map of tensors, got null");
        if (!tensors.keySet().equals(chosen.keySet())) {
            throw new IllegalArgumentException(
                    "a partition chose " + chosen.keySet() + ", and got tensors for " + tensors.keySet());
        }
        List<Tensor> leaves = new ArrayList<>();
        for (String path : structure.paths()) {
            leaves.add(rest.containsKey(path) ? rest.get(path) : tensors.get(path));
        }
        return structure.unflatten(leaves);
    }
}
