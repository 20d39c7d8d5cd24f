package org.palinode.autodiff.tensor;

/**
 * Sums, products, quotients and powers of a tensor with another or with a number, broadcast to one shape. The short names of some are
 * those of Kotlin's operators.
 */
public sealed interface TensorArithmetic permits Tensor {
    private Tensor combine(Elementwise function, Tensor other) {
        return Tensor.apply(function, (Tensor) this, other);
    }

    private Tensor like(double value) {
        return ((Tensor) this).like(value);
    }

    default Tensor plus(Tensor other) {
        return combine(Arithmetic.ADD, other);
    }

    default Tensor plus(double value) {
        return plus(like(value));
    }

    default Tensor minus(Tensor other) {
        return combine(Arithmetic.SUBTRACT, other);
    }

    default Tensor minus(double value) {
        return minus(like(value));
    }

    /** The difference {@code value} − x: {@code x.subtractedFrom(1)} is 1 − x. */
    default Tensor subtractedFrom(double value) {
        return like(value).minus((Tensor) this);
    }

    default Tensor negate() {
        return Tensor.apply(Arithmetic.NEGATE, (Tensor) this);
    }

    default Tensor unaryMinus() {
        return negate();
    }

    default Tensor times(Tensor other) {
        return combine(Arithmetic.MULTIPLY, other);
    }

    default Tensor times(double value) {
        return times(like(value));
    }

    /** The quotient; division by 0 gives infinities or NaN, as IEEE 754 says. */
    default Tensor dividedBy(Tensor other) {
        return combine(Arithmetic.DIVIDE, other);
    }

    default Tensor dividedBy(double value) {
        return dividedBy(like(value));
    }

    default Tensor div(Tensor other) {
        return dividedBy(other);
    }

    default Tensor div(double value) {
        return dividedBy(value);
    }

    /** The quotient {@code value} / x: {@code x.dividedInto(2)} is 2 / x. */
    default Tensor dividedInto(double value) {
        return like(value).dividedBy((Tensor) this);
    }

    default Tensor reciprocal() {
        return dividedInto(1);
    }

    /** this / other, and 0 where this is 0, whatever the other is: an error in multiples of a tolerance that may be 0. */
    default Tensor ratioTo(Tensor other) {
        return combine(Cotangents.STRONG_DIVIDE, other);
    }

    /**
     * x − y ⌊x/y⌋, without rounding where x and y have one sign: of the sign of y, as numpy's {@code mod} and Python's {@code %}; NaN for
     * y = 0. Slopes 1 and −⌊x/y⌋, also where it jumps.
     */
    default Tensor mod(Tensor other) {
        return combine(Remainders.MOD, other);
    }

    default Tensor mod(double value) {
        return mod(like(value));
    }

    /** The remainder of the sign of x, as Java's {@code %} and numpy's {@code fmod}; NaN for y = 0. Slopes 1 and −trunc(x/y). */
    default Tensor rem(Tensor other) {
        return combine(Remainders.REM, other);
    }

    default Tensor rem(double value) {
        return rem(like(value));
    }

    /** x to the power of {@code exponent}; see docs/guide/derivatives.md for the slopes at x = 0. */
    default Tensor power(Tensor exponent) {
        return combine(Arithmetic.POWER, exponent);
    }

    default Tensor power(double exponent) {
        return power(like(exponent));
    }

    default Tensor square() {
        return times((Tensor) this);
    }

    default Tensor sqrt() {
        return Tensor.apply(Arithmetic.SQRT, (Tensor) this);
    }

    /** The real cube root, also of negative numbers; its slope is infinite at 0. */
    default Tensor cbrt() {
        return Tensor.apply(Arithmetic.CBRT, (Tensor) this);
    }

    /** √(x² + y²), also where the squares would overflow; slopes 0 where both are 0. */
    default Tensor hypot(Tensor other) {
        return combine(Arithmetic.HYPOT, other);
    }
}
