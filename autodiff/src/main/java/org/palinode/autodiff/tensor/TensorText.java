package org.palinode.autodiff.tensor;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Text of a tensor: its numbers in brackets, long axes shortened, then its type. */
final class TensorText {
    private static final int EDGE = 3;
    private static final int LONGEST = 8;

    private final Shape shape;
    private final IntToDoubleFunction numbers;
    private final StringBuilder text = new StringBuilder();

    private TensorText(Shape shape, IntToDoubleFunction numbers) {
        this.shape = shape;
        this.numbers = numbers;
    }

    /** The text of a type and its numbers, by their place in row-major order. */
    static String of(TensorType type, IntToDoubleFunction numbers) {
        TensorText printer = new TensorText(type.shape(), numbers);
        printer.print(0, 0);
        return printer.text.append("  ").append(type).toString();
    }

    private void print(int axis, int offset) {
        if (axis == shape.rank()) {
            text.append(number(numbers.applyAsDouble(offset)));
            return;
        }
        int length = shape.dim(axis);
        String separator = axis == shape.rank() - 1 ? ", " : ",\n" + " ".repeat(axis + 1);
        text.append('[');
        for (int i = 0; i < length; i++) {
            if (length > LONGEST && i == EDGE) {
                text.append(separator).append("...");
                i = length - EDGE;
            }
            text.append(i == 0 ? "" : separator);
            print(axis + 1, offset + i * shape.strides()[axis]);
        }
        text.append(']');
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return value == 0 ? "0" : Long.toString((long) value);
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1e-4 && size < 1e6 ? "%.7g" : "%.6e", value);
    }
}
