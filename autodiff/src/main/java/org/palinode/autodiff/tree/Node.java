package org.palinode.autodiff.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.palinode.autodiff.tensor.Tensor;

/** A place in a tree: a tensor, a static part, or a container of further places. */
sealed interface Node {
    /** The value of this place, taking tensors in order. */
    Object rebuild(Iterator<Tensor> leaves, Path path);

    /** Adds the paths of the tensors from here on. */
    void collectPaths(String path, List<String> paths);

    /** Adds the paths of the tensors inside of records of a class. */
    default void collectPathsIn(Class<?> type, String path, List<String> paths) {}

    /** The place and kind of the first difference of {@code other}; null if there is none. */
    String difference(Node other, String path);

    /** Deeper trees would run out of stack. */
    int DEEPEST = 500;

    /**
     * The node of a value; its tensors are added to {@code leaves}. Refuses a tree that contains itself.
     *
     * @param model whose order maps with the same keys take; null for none
     */
    static Node of(Object value, Node model, List<Tensor> leaves) {
        return of(value, model, Path.ROOT, leaves, new ArrayDeque<>());
    }

    private static Node of(Object value, Node model, Path path, List<Tensor> leaves, Deque<Object> around) {
        if (value instanceof Tensor tensor) {
            leaves.add(tensor);
            return new Leaf();
        }
        Container container = Container.of(value, path);
        if (container == null) {
            return new Static(value);
        }
        requireFinite(value, path, around);
        around.push(value);
        Branch likeness = model instanceof Branch branch ? branch : null;
        container = likeness == null ? container : container.inTheOrderOf(likeness.container);
        Object[] parts = container.parts(value, path);
        List<Node> children = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            Node child = likeness != null && i < likeness.children.size() ? likeness.children.get(i) : null;
            children.add(of(parts[i], child, path.to(container, i), leaves, around));
        }
        around.pop();
        return new Branch(container, children);
    }

    private static void requireFinite(Object value, Path path, Deque<Object> around) {
        for (Object outer : around) {
            if (outer == value) {
                throw new IllegalArgumentException("a tree contains itself: the "
                        + value.getClass().getSimpleName() + " at " + path.shown() + " is also around it");
            }
        }
        if (around.size() == DEEPEST) {
            throw new IllegalArgumentException("a tree is nested at most " + DEEPEST + " deep, this one is deeper at "
                    + path.words().substring(0, 60) + "...");
        }
    }

    /** A tensor. */
    record Leaf() implements Node {
        @Override
        public Object rebuild(Iterator<Tensor> leaves, Path path) {
            return Objects.requireNonNull(leaves.next(), () -> "no tensor was given for " + path.shown());
        }

        @Override
        public void collectPaths(String path, List<String> paths) {
            paths.add(Path.shown(path));
        }

        @Override
        public String difference(Node other, String path) {
            return other instanceof Leaf ? null : "at " + Path.shown(path) + ": expected a tensor, got " + other;
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** A part without tensors. Arrays of numbers are copied in and out and compared by content. */
    final class Static implements Node {
        private final Object value;

        Static(Object value) {
            this.value = PrimitiveArrays.copy(value);
        }

        @Override
        public Object rebuild(Iterator<Tensor> leaves, Path path) {
            return PrimitiveArrays.copy(value);
        }

        @Override
        public void collectPaths(String path, List<String> paths) {}

        @Override
        public String difference(Node other, String path) {
            return equals(other) ? null : "at " + Path.shown(path) + ": expected " + this + ", got " + other;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Static constant && Objects.deepEquals(value, constant.value);
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(new Object[] {value});
        }

        @Override
        public String toString() {
            String text = Arrays.deepToString(new Object[] {value});
            return text.substring(1, text.length() - 1);
        }
    }

    /** A record, list, map or array. */
    record Branch(Container container, List<Node> children) implements Node {
        @Override
        public Object rebuild(Iterator<Tensor> leaves, Path path) {
            Object[] parts = new Object[children.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = children.get(i).rebuild(leaves, path.to(container, i));
            }
            return container.rebuild(parts, path);
        }

        @Override
        public void collectPaths(String path, List<String> paths) {
            for (int i = 0; i < children.size(); i++) {
                children.get(i).collectPaths(path + container.label(i, path), paths);
            }
        }

        @Override
        public void collectPathsIn(Class<?> type, String path, List<String> paths) {
            if (container.isRecord(type)) {
                collectPaths(path, paths);
                return;
            }
            for (int i = 0; i < children.size(); i++) {
                children.get(i).collectPathsIn(type, path + container.label(i, path), paths);
            }
        }

        @Override
        public String difference(Node other, String path) {
            boolean alike = other instanceof Branch branch
                    && branch.container.equals(container)
                    && branch.children.size() == children.size();
            if (!alike) {
                return "at " + Path.shown(path) + ": expected " + this + ", got " + other;
            }
            for (int i = 0; i < children.size(); i++) {
                String inside =
                        children.get(i).difference(((Branch) other).children.get(i), path + container.label(i, path));
                if (inside != null) {
                    return inside;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            StringJoiner parts = new StringJoiner(", ", container + "(", ")");
            for (int i = 0; i < children.size(); i++) {
                parts.add(container.label(i, "") + "=" + children.get(i));
            }
            return parts.toString();
        }
    }
}
