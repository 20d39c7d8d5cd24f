package org.palinode.autodiff.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.palinode.autodiff.memory.TensorType;

/** Table of the tensors of a tree, such as the parameters of a network: their paths, types, numbers and bytes. */
public record Summary(List<Row> rows) {
    /**
     * A tensor of the tree.
     *
     * @param path such as {@code layers[0].weight}
     */
    public record Row(String path, TensorType type) {}

    public Summary {
        Objects.requireNonNull(rows, "a summary needs rows, got null");
        rows.forEach(row -> Objects.requireNonNull(row, "a row of a summary is null"));
        rows = List.copyOf(rows);
    }

    /** The table of a tree, in its order. */
    public static Summary of(Object tree) {
        Tree.Flat<Object> flat = Tree.flatten(tree);
        List<String> paths = flat.structure().paths();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            rows.add(new Row(paths.get(i), flat.leaves().get(i).type()));
        }
        return new Summary(rows);
    }

    /** The number of numbers in all tensors. */
    public long numbers() {
        return rows.stream().mapToLong(row -> row.type().size()).sum();
    }

    /** The number of bytes that these take. */
    public long bytes() {
        return rows.stream().mapToLong(row -> row.type().bytes()).sum();
    }

    /** A line for each tensor and one for all. */
    @Override
    public String toString() {
        List<List<Object>> lines = new ArrayList<>();
        lines.add(List.of("tensor", "type", "numbers", "bytes"));
        rows.forEach(row -> lines.add(List.of(
                row.path(),
                row.type(),
                grouped(row.type().size()),
                grouped(row.type().bytes()))));
        lines.add(List.of("all", "", grouped(numbers()), grouped(bytes())));
        String format = "%-" + width(lines, 0) + "s  %-" + width(lines, 1) + "s  %" + width(lines, 2) + "s  %"
                + width(lines, 3) + "s\n";
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(String.format(format, line.toArray())));
        return text.toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static int width(List<List<Object>> lines, int column) {
        return lines.stream()
                .mapToInt(line -> line.get(column).toString().length())
                .max()
                .orElseThrow();
    }
}
