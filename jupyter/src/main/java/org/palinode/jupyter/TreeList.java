package org.palinode.jupyter;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A tree of tensors as nested lists that open and close. */
final class TreeList {
    private static final int SHORT = 8;
    private static final Edges PARTS = new Edges(40, 10);

    private TreeList() {}

    /** Nothing for a value without tensors, and for one that is no tree. */
    static Optional<String> html(Object value) {
        try {
            return Tree.flatten(value).leaves().isEmpty() ? Optional.empty() : Optional.of(item("", value));
        } catch (IllegalArgumentException noTree) {
            return Optional.empty();
        }
    }

    private static String item(String name, Object value) {
        if (value instanceof Tensor tensor) {
            return leaf(name, tensor);
        }
        Map<String, Object> parts = parts(value);
        if (parts == null) {
            return Html.escape(name + " = " + value);
        }
        List<Map.Entry<String, Object>> entries = List.copyOf(parts.entrySet());
        List<String> items = PARTS.of(
                entries.size(),
                i -> item(entries.get(i).getKey(), entries.get(i).getValue()),
                Edges.ELLIPSIS);
        return "<details open><summary>" + head(name, kind(value, parts.size())) + "</summary>" + Html.list(items)
                + "</details>";
    }

    private static String leaf(String name, Tensor tensor) {
        if (tensor.rank() < 2 && tensor.size() <= SHORT || tensor.isSymbolic()) {
            String text = tensor.toString();
            int type = text.lastIndexOf("  ");
            return head(name, tensor.type().toString()) + " " + Html.escape(type < 0 ? text : text.substring(0, type));
        }
        return "<details><summary>" + head(name, tensor.type().toString()) + "</summary>" + TensorTable.html(tensor)
                + "</details>";
    }

    private static String head(String name, String kind) {
        return (name.isEmpty() ? "" : "<strong>" + Html.escape(name) + "</strong> ") + "<small>" + Html.escape(kind)
                + "</small>";
    }

    private static String kind(Object value, int parts) {
        if (value instanceof Record) {
            return value.getClass().getSimpleName();
        }
        return (value instanceof Map ? "map of " : value instanceof List ? "list of " : "array of ") + parts;
    }

    /** The parts by name; null for a value that is not made of parts. */
    private static Map<String, Object> parts(Object value) {
        Map<String, Object> parts = new LinkedHashMap<>();
        if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                parts.put(component.getName(), read(component, value));
            }
        } else if (value instanceof Map<?, ?> map) {
            keys(map).forEach(key -> parts.put("[" + key + "]", map.get(key)));
        } else if (value instanceof List<?> || value instanceof Object[]) {
            List<?> list = value instanceof Object[] array ? Arrays.asList(array) : (List<?>) value;
            for (int i = 0; i < list.size(); i++) {
                parts.put("[" + i + "]", list.get(i));
            }
        } else {
            return null;
        }
        return parts;
    }

    /** In the order of the map, if it has one; else in one that is the same each time. */
    private static List<?> keys(Map<?, ?> map) {
        Stream<?> keys = map.keySet().stream();
        boolean ordered = map instanceof LinkedHashMap || map instanceof SortedMap;
        return (ordered ? keys : keys.sorted(Comparator.comparing(String::valueOf))).toList();
    }

    private static Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalArgumentException(failure);
        }
    }
}
