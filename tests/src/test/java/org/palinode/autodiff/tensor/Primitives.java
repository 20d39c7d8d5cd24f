package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;

/** The primitives of this package, which only {@link Tensor} applies elsewhere, for tests in other packages. */
public final class Primitives {
    public static final Operation ADD = Arithmetic.ADD;
    public static final Operation SUBTRACT = Arithmetic.SUBTRACT;
    public static final Operation MULTIPLY = Arithmetic.MULTIPLY;
    public static final Operation DIVIDE = Arithmetic.DIVIDE;
    public static final Operation POWER = Arithmetic.POWER;
    public static final Operation NEGATE = Arithmetic.NEGATE;
    public static final Operation SQRT = Arithmetic.SQRT;

    public static final Operation MINIMUM = Kinked.MINIMUM;
    public static final Operation MAXIMUM = Kinked.MAXIMUM;
    public static final Operation RELU = Kinked.RELU;
    public static final Operation ABS = Kinked.ABS;
    public static final Operation SIGN = Kinked.SIGN;

    public static final Operation STRONG_MULTIPLY = Cotangents.STRONG_MULTIPLY;
    public static final Operation STRONG_DIVIDE = Cotangents.STRONG_DIVIDE;
    public static final Operation STRONG_BOTH = Cotangents.STRONG_BOTH;
    public static final Operation SHARE = Cotangents.SHARE;
    public static final Operation SPREAD = Cotangents.SPREAD;

    public static final Operation LESS = Comparisons.LESS;
    public static final Operation LESS_EQUAL = Comparisons.LESS_EQUAL;
    public static final Operation GREATER = Comparisons.GREATER;
    public static final Operation GREATER_EQUAL = Comparisons.GREATER_EQUAL;
    public static final Operation EQUAL = Comparisons.EQUAL;
    public static final Operation NOT_EQUAL = Comparisons.NOT_EQUAL;
    public static final Operation WHERE = Comparisons.WHERE;

    public static final Operation EXP = Exponentials.EXP;
    public static final Operation EXPM1 = Exponentials.EXPM1;
    public static final Operation LOG = Exponentials.LOG;
    public static final Operation LOG1P = Exponentials.LOG1P;
    public static final Operation TANH = Exponentials.TANH;
    public static final Operation SECH_SQUARE = Exponentials.SECH_SQUARE;
    public static final Operation ODD_EXPM1 = Exponentials.ODD_EXPM1;
    public static final Operation TANH_FROM = Exponentials.TANH_FROM;
    public static final Operation SECH_SQUARE_FROM = Exponentials.SECH_SQUARE_FROM;
    public static final Operation SIGMOID = Exponentials.SIGMOID;
    public static final Operation SOFTPLUS = Exponentials.SOFTPLUS;
    public static final Operation ERF = Exponentials.ERF;

    public static final Operation SIN = Trigonometric.SIN;
    public static final Operation COS = Trigonometric.COS;

    private Primitives() {}

    /** A product of matrices, with which of them are transposed. */
    public record Product(boolean transposeA, boolean transposeB) {
        public Operation operation() {
            return new MatMul(transposeA, transposeB);
        }
    }

    public static Operation matmul(boolean transposeA, boolean transposeB) {
        return new Product(transposeA, transposeB).operation();
    }

    public static Operation solve(boolean transposed) {
        return new Solve(transposed);
    }

    public static Operation sum(int axis) {
        return new Sum(axis);
    }

    public static Operation max(int axis) {
        return new Max(axis);
    }

    public static Operation maxShare(int axis) {
        return new MaxShare(axis);
    }

    public static Operation norm() {
        return new Norm();
    }

    public static Operation reshape(int... dims) {
        return new Reshape(Shape.of(dims));
    }

    public static Operation transpose(Integer... axes) {
        return new Transpose(List.of(axes));
    }

    public static Operation broadcastTo(int... dims) {
        return new BroadcastTo(Shape.of(dims));
    }

    public static Operation slice(int axis, int start, int stop) {
        return new Slice(axis, start, stop);
    }

    /** The transpose of a slice. */
    public static Operation place(int axis, int start, int stop, int... dims) {
        return new Place(new Slice(axis, start, stop), Shape.of(dims));
    }

    public static Operation take(int axis) {
        return new Take(axis);
    }

    public static Operation scatterAdd(int axis, int... dims) {
        return new ScatterAdd(axis, Shape.of(dims));
    }

    public static Operation searchSorted() {
        return new SearchSorted();
    }

    public static Operation concatenate(int axis) {
        return new Concatenate(axis);
    }

    public static Operation cast(DType dtype) {
        return new Cast(dtype);
    }

    public static Operation stopGradient() {
        return new StopGradient();
    }
}
