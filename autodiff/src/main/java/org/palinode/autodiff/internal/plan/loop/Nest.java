package org.palinode.autodiff.internal.plan.loop;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.Reduction;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Primitive;

/**
 * The loop that computes one equation.
 *
 * @param dtype of all its numbers
 * @param size how many numbers it runs over
 * @param columns how many of them make a row; 0 if rows do not matter
 * @param operands how each input is read
 * @param over what is reduced; null where nothing is
 */
public record Nest(DType dtype, int size, int columns, List<Strided> operands, Over over) {
    /** Numbers of [rows, columns] of which a reduction makes one. */
    public enum Over {
        ALL,
        /** A number for each column: bias gradients. */
        ROWS,
        /** A number for each row. */
        COLUMNS
    }

    /** The loop for an equation; null if there is none. */
    public static Nest of(Equation equation, Views views) {
        Primitive primitive = equation.primitive();
        if (primitive instanceof NumberFunction || primitive instanceof AddInto) {
            return elementwise(equation, views);
        }
        return primitive instanceof Reduction reduction
                ? reduction(views.of(equation.inputs().get(0)), reduction.axis())
                : null;
    }

    private static Nest elementwise(Equation equation, Views views) {
        Shape shape = equation.outputs().get(0).type().shape();
        List<Strided> operands = new ArrayList<>();
        for (Atom input : equation.inputs()) {
            operands.add(views.of(input).broadcast(shape));
        }
        return checked(shape.size(), columns(shape, operands), operands, null);
    }

    /** 0 if all operands run on from row to row, −1 if two levels are not enough. */
    private static int columns(Shape shape, List<Strided> operands) {
        int found = 0;
        int inner = 1;
        int last = -1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) == 1) {
                continue;
            }
            for (Strided operand : operands) {
                boolean runsOn = last < 0 || operand.strides()[axis] == operand.strides()[last] * shape.dim(last);
                if (!runsOn && found != inner) {
                    if (found != 0) {
                        return -1;
                    }
                    found = inner;
                }
            }
            inner *= shape.dim(axis);
            last = axis;
        }
        return found;
    }

    private static Nest reduction(Strided operand, int axis) {
        Shape shape = operand.shape();
        int before = 1;
        int after = 1;
        for (int i = 0; i < shape.rank(); i++) {
            before *= i < axis ? shape.dim(i) : 1;
            after *= i > axis ? shape.dim(i) : 1;
        }
        if (before == 1 && after == 1) {
            int columns = columns(shape, List.of(operand));
            return checked(shape.size(), columns, List.of(operand), Over.ALL);
        }
        if (before != 1 && after != 1) {
            return null;
        }
        int columns = before == 1 ? after : shape.dim(axis);
        return checked(shape.size(), columns, List.of(operand), before == 1 ? Over.ROWS : Over.COLUMNS);
    }

    private static Nest checked(int size, int columns, List<Strided> operands, Over over) {
        boolean readable = size > 0 && columns >= 0;
        for (Strided operand : operands) {
            readable = readable && Access.of(operand, columns) != null;
        }
        DType dtype = operands.get(0).root().type().dtype();
        return readable ? new Nest(dtype, size, columns, operands, over) : null;
    }

    /** True if the loop can also be run with so many columns in a row. */
    public boolean fits(int otherSize, int otherColumns) {
        boolean fits = size == otherSize && (columns == 0 || otherColumns == 0 || columns == otherColumns);
        for (Strided operand : operands) {
            fits = fits && Access.of(operand, Math.max(columns, otherColumns)) != null;
        }
        return fits;
    }
}
