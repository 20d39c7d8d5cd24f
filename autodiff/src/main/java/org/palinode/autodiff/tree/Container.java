package org.palinode.autodiff.tree;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;

/** Container that holds the parts of a branch. */
sealed interface Container extends Path.Labels
        permits Container.Listing, Container.Mapping, Container.ObjectArray, RecordContainer {
    /** True for records of this class. */
    default boolean isRecord(Class<?> type) {
        return false;
    }

    /** The parts of a value, in order. */
    Object[] parts(Object value, Path path);

    /** The value made of such parts. */
    Object rebuild(Object[] parts, Path path);

    /** The container with its parts in the order of {@code model}, if the parts have names and {@code model} has the same. */
    default Container inTheOrderOf(Container model) {
        return this;
    }

    /** The container of a value; null for one that holds no parts that we look into. */
    static Container of(Object value, Path path) {
        if (value instanceof Record) {
            return RecordContainer.of(value.getClass(), path);
        }
        if (value instanceof List<?> list) {
            return new Listing(list instanceof ArrayList);
        }
        if (value instanceof Map<?, ?> map) {
            return new Mapping(map);
        }
        if (value instanceof Object[] array) {
            return new ObjectArray(array.getClass().getComponentType());
        }
        requireNoTensors(value, path);
        return null;
    }

    /** Sets, queues and optionals would hide their tensors as a static part. */
    private static void requireNoTensors(Object value, Path path) {
        boolean hides =
                value instanceof Collection<?> collection && collection.stream().anyMatch(Tensor.class::isInstance)
                        || value instanceof Optional<?> optional
                                && optional.filter(Tensor.class::isInstance).isPresent();
        if (hides) {
            throw new IllegalArgumentException(
                    value.getClass().getSimpleName() + " at " + path.shown()
                            + " holds tensors, but trees are made of records, lists, maps and arrays; use a list, or null for what is missing");
        }
    }

    /** A list; an {@code ArrayList} comes back as one, other lists as an unmodifiable list. */
    final class Listing implements Container {
        private final boolean growing;

        Listing(boolean growing) {
            this.growing = growing;
        }

        @Override
        public Object[] parts(Object value, Path path) {
            return ((List<?>) value).toArray();
        }

        @Override
        public Object rebuild(Object[] parts, Path path) {
            List<Object> list = new ArrayList<>(Arrays.asList(parts));
            return growing ? list : Collections.unmodifiableList(list);
        }

        @Override
        public String label(int index, String path) {
            return "[" + index + "]";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Listing;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "list";
        }
    }

    /**
     * A map with its keys in the order of iteration if that is its own, as of a {@code LinkedHashMap} or a sorted one; else sorted, since the
     * order of a {@code Map.of} is another one in each JVM. A sorted map comes back as one, others as a {@code LinkedHashMap}.
     */
    final class Mapping implements Container {
        private final List<?> keys;
        private final Supplier<Map<Object, Object>> empty;

        Mapping(Map<?, ?> map) {
            boolean ordered = map instanceof LinkedHashMap<?, ?> || map instanceof SortedMap<?, ?>;
            keys = ordered ? new ArrayList<>(map.keySet()) : Keys.sorted(map.keySet());
            empty = map instanceof SortedMap<?, ?> sorted ? sortedLike(sorted) : LinkedHashMap::new;
        }

        private Mapping(List<?> keys, Supplier<Map<Object, Object>> empty) {
            this.keys = keys;
            this.empty = empty;
        }

        @Override
        public Container inTheOrderOf(Container model) {
            boolean sameKeys = model instanceof Mapping mapping
                    && mapping.keys.size() == keys.size()
                    && new HashSet<>(mapping.keys).equals(new HashSet<>(keys));
            return sameKeys ? new Mapping(((Mapping) model).keys, empty) : this;
        }

        @SuppressWarnings("unchecked")
        private static Supplier<Map<Object, Object>> sortedLike(SortedMap<?, ?> map) {
            Comparator<Object> order = (Comparator<Object>) map.comparator();
            return () -> new TreeMap<>(order);
        }

        @Override
        public Object[] parts(Object value, Path path) {
            return keys.stream().map(((Map<?, ?>) value)::get).toArray();
        }

        @Override
        public Object rebuild(Object[] parts, Path path) {
            Map<Object, Object> map = empty.get();
            for (int i = 0; i < parts.length; i++) {
                map.put(keys.get(i), parts[i]);
            }
            return map;
        }

        @Override
        public String label(int index, String path) {
            return "[" + keys.get(index) + "]";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mapping mapping && keys.equals(mapping.keys);
        }

        @Override
        public int hashCode() {
            return keys.hashCode();
        }

        @Override
        public String toString() {
            return "map";
        }
    }

    /** An array of objects. */
    record ObjectArray(Class<?> component) implements Container {
        @Override
        public Object[] parts(Object value, Path path) {
            return (Object[]) value;
        }

        @Override
        public Object rebuild(Object[] parts, Path path) {
            Class<?> type = Tensor.class.isAssignableFrom(component) ? Tensor.class : component;
            Object[] array = (Object[]) Array.newInstance(type, parts.length);
            System.arraycopy(parts, 0, array, 0, parts.length);
            return array;
        }

        @Override
        public String label(int index, String path) {
            return "[" + index + "]";
        }

        @Override
        public String toString() {
            return component.getSimpleName() + "[]";
        }
    }
}
