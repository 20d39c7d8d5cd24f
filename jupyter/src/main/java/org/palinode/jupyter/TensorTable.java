package org.palinode.jupyter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** A tensor as tables of numbers under its type; long axes are shortened. Beyond two axes there is a table for each place on the first ones. */
final class TensorTable {
    private static final Edges ROWS = new Edges(16, 6);
    private static final Edges COLUMNS = new Edges(12, 5);
    private static final Edges TABLES = new Edges(4, 2);

    private final double[] numbers;
    private final int rows;
    private final int columns;

    private TensorTable(double[] numbers, int rows, int columns) {
        this.numbers = numbers;
        this.rows = rows;
        this.columns = columns;
    }

    static String html(Tensor tensor) {
        String type = Html.escape(tensor.type());
        if (tensor.isSymbolic()) {
            return "<code>" + Html.escape(tensor) + "</code>";
        }
        return html(tensor.shape(), tensor.toArray(), type);
    }

    /** The numbers of an array, under the name of its type. */
    static String html(double[] numbers) {
        return html(Shape.of(numbers.length), numbers, "double[" + numbers.length + "]");
    }

    private static String html(Shape shape, double[] numbers, String type) {
        if (shape.rank() == 0) {
            return "<span>" + Numbers.html(numbers[0]) + "</span>&ensp;<small>" + type + "</small>";
        }
        if (numbers.length == 0) {
            return "<small>" + type + ", no numbers</small>";
        }
        int columns = shape.dim(-1);
        int rows = shape.rank() == 1 ? 1 : shape.dim(-2);
        var table = new TensorTable(numbers, rows, columns);
        if (shape.rank() == 1) {
            return Html.table(type, table.heads(), List.of(Html.row(table.cells(0))));
        }
        return shape.rank() == 2 ? table.matrix(type, 0) : table.stack(type, shape);
    }

    private String stack(String type, Shape shape) {
        int[] dims = shape.dims();
        int[] leading = Arrays.copyOf(dims, dims.length - 2);
        int count = Arrays.stream(leading).reduce(1, (a, b) -> a * b);
        List<String> tables =
                TABLES.of(count, i -> matrix(place(i, leading), i * rows), "<div>" + Edges.ELLIPSIS + "</div>");
        return "<div><small>" + type + "</small>" + String.join("", tables) + "</div>";
    }

    /** The place of a table on the first axes, such as [0, 2, :, :]. */
    private static String place(int index, int[] leading) {
        List<String> place = new ArrayList<>(List.of(":", ":"));
        int rest = index;
        for (int axis = leading.length - 1; axis >= 0; axis--) {
            place.add(0, Integer.toString(rest % leading[axis]));
            rest /= leading[axis];
        }
        return place.toString();
    }

    private String matrix(String caption, int first) {
        List<String> heads = new ArrayList<>(heads());
        heads.add(0, "");
        String between = Html.headedRow(
                Edges.ELLIPSIS,
                IntStream.range(1, heads.size()).mapToObj(i -> Edges.ELLIPSIS).toList());
        List<String> lines = ROWS.of(rows, i -> Html.headedRow(Integer.toString(i), cells(first + i)), between);
        return Html.table(caption, heads, lines);
    }

    private List<String> heads() {
        return COLUMNS.of(columns, Integer::toString, Edges.ELLIPSIS);
    }

    private List<String> cells(int row) {
        return COLUMNS.of(columns, i -> Numbers.html(numbers[row * columns + i]), Edges.ELLIPSIS);
    }
}
