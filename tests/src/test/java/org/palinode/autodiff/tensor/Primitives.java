package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.memory.Shape;

/** Operations that are behind the methods of {@link Tensor}, or in no method at all, for tests in other packages. */
public final class Primitives {
    public static final Operation ADD = Arithmetic.ADD;
    public static final Operation POWER = Arithmetic.POWER;
    public static final Operation WHERE = Comparisons.WHERE;
    public static final Operation EXP = Exponentials.EXP;
    public static final Operation TANH = Exponentials.TANH;
    public static final Operation SECH_SQUARE = Exponentials.SECH_SQUARE;
    public static final Operation ODD_EXPM1 = Exponentials.ODD_EXPM1;
    public static final Operation SHARE = Cotangents.SHARE;
    public static final Operation SPREAD = Cotangents.SPREAD;

    private Primitives() {}

    /** All functions of so many numbers. */
    public static List<Operation> functions(int arity) {
        return PrimitiveCases.all()
                .map(PrimitiveCase::primitive)
                .distinct()
                .filter(primitive -> primitive instanceof Elementwise function && function.arity() == arity)
                .map(Operation.class::cast)
                .toList();
    }

    /** A product of matrices, with which of them are transposed. */
    public record Product(boolean transposeA, boolean transposeB) {
        public Operation operation() {
            return new MatMul(transposeA, transposeB);
        }
    }

    public static Operation sum(int axis) {
        return new Sum(axis);
    }

    /** Zeros of shape [whole] with the input where it is from {@code start} to before {@code stop}. */
    public static Operation place(int start, int stop, int whole) {
        return new Place(new Slice(0, start, stop), Shape.of(whole));
    }
}
