package org.palinode.autodiff.internal.plan.fusion;

import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.operation.MatrixProduct;
import org.palinode.autodiff.internal.plan.code.AddProduct;
import org.palinode.autodiff.internal.plan.straight.StraightLine;
import org.palinode.autodiff.internal.program.Equation;

/** The choice of equations that are worked on number by number. */
final class FewNumbers {
    /** Values of at most so many numbers are worked on one by one. */
    private static final int FEW = 16;

    /** The limit as {@link #FEW}, of functions such as tanh, which a vector computes at almost the cost of one number. */
    private static final int FEW_FUNCTIONS = 4;

    /** The limit as {@link #FEW}, of products of numbers in a product of matrices. */
    private static final int FEW_PRODUCTS = 32;

    /**
     * The limit as {@link #FEW}, of a matrix to which products of a column and a row of fewer than {@link #SHORT_ROW} numbers are added:
     * six of them on [32, 2] take 0.23 µs as one piece of code, 0.83 µs by BLAS.
     */
    private static final int FEW_UPDATED = 128;

    private static final int SHORT_ROW = 8;

    private FewNumbers() {}

    /** True if code for each number of the result runs faster than a loop or a call of BLAS. */
    static boolean isStraight(Equation equation) {
        if (equation.outputs().size() != 1) {
            return false;
        }
        int size = equation.outputs().get(0).type().size();
        if (isNarrowUpdate(equation, size)) {
            return true;
        }
        boolean costly = equation.primitive() instanceof NumberFunction function && function.isCostly();
        boolean product = equation.primitive() instanceof MatrixProduct || equation.primitive() instanceof AddProduct;
        long cost = size > 0 && size <= (costly ? FEW_FUNCTIONS : FEW) ? StraightLine.cost(equation) : -1;
        return cost >= 0 && cost <= (product ? FEW_PRODUCTS : FEW);
    }

    /** True if the equation adds the product of a column and a short row, which BLAS adds row by row. */
    private static boolean isNarrowUpdate(Equation equation, int size) {
        return equation.primitive() instanceof AddProduct
                && size > 0
                && size <= FEW_UPDATED
                && StraightLine.cost(equation) == size
                && equation.outputs().get(0).type().shape().dim(-1) < SHORT_ROW;
    }
}
