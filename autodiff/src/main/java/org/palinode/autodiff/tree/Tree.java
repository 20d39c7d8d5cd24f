package org.palinode.autodiff.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Flattens trees and rebuilds them. A tree is a tensor, or any nesting of records, lists, maps and object arrays with tensors at the
 * leaves. All else in it (numbers, strings, enums, functions, null, objects of other classes) is a static part: it belongs to the structure
 * and is returned unchanged. Tensors inside objects of other classes are not seen. Sets, queues and optionals that hold tensors are
 * refused.
 */
public final class Tree {
    private Tree() {}

    /**
     * The tensors of a tree, in the order of record components, list positions and keys, and how they are nested. The keys of a map are in the
     * order of iteration if it has one of its own (a {@code LinkedHashMap}, a sorted map), else sorted.
     */
    public record Flat<T>(List<Tensor> leaves, Structure<T> structure) {
        public Flat {
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * Flattens a tree into its tensors and its structure.
     *
     * @throws IllegalArgumentException if a part cannot be read, would hide tensors, contains itself or is nested too deep; names its path
     */
    public static <T> Flat<T> flatten(T tree) {
        List<Tensor> leaves = new ArrayList<>();
        Node root = Node.of(tree, null, leaves);
        return new Flat<>(leaves, new Structure<>(root, leaves.size()));
    }

    /** The tree with {@code function} applied to each tensor. */
    public static <T> T map(UnaryOperator<Tensor> function, T tree) {
        Objects.requireNonNull(function, "a tree is mapped by a function, got null");
        Flat<T> flat = flatten(tree);
        return flat.structure().unflatten(flat.leaves().stream().map(function).toList());
    }

    /**
     * The tree of {@code function}(leaf of first, leaf of second).
     *
     * @throws IllegalArgumentException if the structures differ; says where
     */
    public static <T> T map(BinaryOperator<Tensor> function, T first, T second) {
        Objects.requireNonNull(function, "trees are mapped by a function, got null");
        return map(
                leaves -> function.apply(leaves.get(0), leaves.get(1)),
                List.of("the first tree", "the second tree"),
                Arrays.asList(first, second));
    }

    /** Function of three tensors. */
    @FunctionalInterface
    public interface OfThree {
        Tensor apply(Tensor first, Tensor second, Tensor third);
    }

    /**
     * The tree of {@code function}(leaf of first, leaf of second, leaf of third).
     *
     * @throws IllegalArgumentException if the structures differ; says which and where
     */
    public static <T> T map(OfThree function, T first, T second, T third) {
        Objects.requireNonNull(function, "trees are mapped by a function, got null");
        return map(
                leaves -> function.apply(leaves.get(0), leaves.get(1), leaves.get(2)),
                List.of("the first tree", "the second tree", "the third tree"),
                Arrays.asList(first, second, third));
    }

    /**
     * The tree of {@code function}(the leaves at one place of all trees, in their order), as the mean of several networks.
     *
     * @throws IllegalArgumentException if there is no tree, or the structures differ; says which and where
     */
    public static <T> T mapAll(Function<List<Tensor>, Tensor> function, List<T> trees) {
        Objects.requireNonNull(function, "trees are mapped by a function, got null");
        Objects.requireNonNull(trees, "mapAll needs a list of trees, got null");
        if (trees.isEmpty()) {
            throw new IllegalArgumentException("mapAll needs at least one tree, got none");
        }
        return map(
                function,
                IntStream.range(0, trees.size())
                        .mapToObj(i -> "tree " + i + " of " + trees.size())
                        .toList(),
                trees);
    }

    private static <T> T map(Function<List<Tensor>, Tensor> function, List<String> names, List<T> trees) {
        Structure<T> structure = flatten(trees.get(0)).structure();
        List<List<Tensor>> leaves = new ArrayList<>();
        for (int i = 0; i < trees.size(); i++) {
            Flat<T> flat = structure.flatten(trees.get(i));
            structure.requireSame(flat.structure(), names.get(i));
            leaves.add(flat.leaves());
        }
        return structure.unflatten(IntStream.range(0, structure.size())
                .mapToObj(at ->
                        function.apply(leaves.stream().map(each -> each.get(at)).toList()))
                .toList());
    }

    /**
     * Nesting of the tensors of a tree, and its static parts. Two structures are equal if nesting, record classes, map keys in their order
     * and static parts are. Lists are alike whatever their class.
     */
    public static final class Structure<T> {
        private final Node root;
        private final int size;

        private Structure(Node root, int size) {
            this.root = root;
            this.size = size;
        }

        /** The number of tensors. */
        public int size() {
            return size;
        }

        /** The path of each tensor, like {@code layers[0].weight}; {@code root} for a tree that is a tensor. */
        public List<String> paths() {
            List<String> paths = new ArrayList<>(size);
            root.collectPaths("", paths);
            return List.copyOf(paths);
        }

        /**
         * Checks that no tensor of the tree belongs to {@link Indices}, which are whole numbers.
         *
         * @param what names the tree, in the plural
         * @throws IllegalArgumentException if one does; names all
         */
        public void requireNoIndices(String what) {
            List<String> found = new ArrayList<>();
            root.collectPathsIn(Indices.class, "", found);
            if (!found.isEmpty()) {
                throw new IllegalArgumentException(what
                        + " hold indices, which would be moved as other numbers are, at " + String.join(", ", found)
                        + "; choose the other tensors by a Partition, or keep indices as int[]");
            }
        }

        /** Flattens another tree in the order of this one: maps that have the same keys are matched by key, whatever their order. */
        public <S> Flat<S> flatten(S tree) {
            List<Tensor> leaves = new ArrayList<>();
            Node other = Node.of(tree, root, leaves);
            return new Flat<>(leaves, new Structure<>(other, leaves.size()));
        }

        /**
         * The tree with these tensors as leaves. Records are made by their canonical constructor.
         *
         * @throws IllegalArgumentException if the number of tensors is wrong, or a constructor refuses them; names the path
         */
        @SuppressWarnings("unchecked")
        public T unflatten(List<Tensor> leaves) {
            if (leaves.size() != size()) {
                throw new IllegalArgumentException(
                        "a tree of " + size() + " tensors cannot be made of " + leaves.size() + ": " + this);
            }
            return (T) root.rebuild(leaves.iterator(), Path.ROOT);
        }

        /**
         * Checks that another structure is equal to this one.
         *
         * @param what names the tree that has the other structure
         * @throws IllegalArgumentException if it differs; says where first
         */
        public void requireSame(Structure<?> other, String what) {
            String difference =
                    root.equals(other.root) ? null : root.difference(other.root, ""); // paths are made of strings
            if (difference != null) {
                throw new IllegalArgumentException(what + " has another structure " + difference);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Structure<?> structure && root.equals(structure.root);
        }

        @Override
        public int hashCode() {
            return root.hashCode();
        }

        /** The nesting, with * for each tensor. */
        @Override
        public String toString() {
            return root.toString();
        }
    }
}
