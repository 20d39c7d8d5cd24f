package org.palinode.autodiff.tensor;

/**
 * Comparisons of a tensor with another or with a number, and what is made of their results. They are 1 where they hold and 0 elsewhere,
 * and any number but 0 counts as true. Their slopes are 0.
 */
public sealed interface TensorComparisons permits Tensor {
    private Tensor compare(Elementwise comparison, Tensor other) {
        return Tensor.apply(comparison, (Tensor) this, other);
    }

    private Tensor like(double value) {
        return ((Tensor) this).like(value);
    }

    default Tensor less(Tensor other) {
        return compare(Comparisons.LESS, other);
    }

    default Tensor less(double value) {
        return less(like(value));
    }

    default Tensor lessEqual(Tensor other) {
        return compare(Comparisons.LESS_EQUAL, other);
    }

    default Tensor lessEqual(double value) {
        return lessEqual(like(value));
    }

    default Tensor greater(Tensor other) {
        return compare(Comparisons.GREATER, other);
    }

    default Tensor greater(double value) {
        return greater(like(value));
    }

    default Tensor greaterEqual(Tensor other) {
        return compare(Comparisons.GREATER_EQUAL, other);
    }

    default Tensor greaterEqual(double value) {
        return greaterEqual(like(value));
    }

    default Tensor equalTo(Tensor other) {
        return compare(Comparisons.EQUAL, other);
    }

    default Tensor equalTo(double value) {
        return equalTo(like(value));
    }

    default Tensor notEqualTo(Tensor other) {
        return compare(Comparisons.NOT_EQUAL, other);
    }

    default Tensor notEqualTo(double value) {
        return notEqualTo(like(value));
    }

    /** 1 where both are true; NaN is true, as in numpy. */
    default Tensor and(Tensor other) {
        Tensor.requireTensor("and", other);
        return notEqualTo(0).times(other.notEqualTo(0));
    }

    /** 1 where one of them is true, or both. */
    default Tensor or(Tensor other) {
        Tensor.requireTensor("or", other);
        return notEqualTo(0).maximum(other.notEqualTo(0));
    }

    /** 1 where it is 0, and 0 elsewhere. */
    default Tensor not() {
        return equalTo(0);
    }

    /** 1 where it is neither infinite nor NaN. */
    default Tensor isFinite() {
        Tensor x = (Tensor) this;
        return x.abs().lessEqual(x.dtype().largest());
    }
}
