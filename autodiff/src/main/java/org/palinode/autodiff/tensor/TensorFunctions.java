package org.palinode.autodiff.tensor;

/** Functions of each number of a tensor, or of each pair of two tensors after broadcasting. Angles are in radians. */
public sealed interface TensorFunctions permits Tensor {
    private Tensor map(Elementwise function) {
        return Tensor.apply(function, (Tensor) this);
    }

    private Tensor combine(Elementwise function, Tensor other) {
        return Tensor.apply(function, (Tensor) this, other);
    }

    private Tensor like(double value) {
        return ((Tensor) this).like(value);
    }

    // ---- exponentials and logarithms

    default Tensor exp() {
        return map(Exponentials.EXP);
    }

    /** 2^x, exact where x is whole. */
    default Tensor exp2() {
        return map(Exponentials.EXP2);
    }

    /** e^x − 1, precise near 0. */
    default Tensor expm1() {
        return map(Exponentials.EXPM1);
    }

    /** The natural logarithm; NaN of negative numbers. */
    default Tensor log() {
        return map(Exponentials.LOG);
    }

    /** The logarithm to base 2, exact for powers of 2. */
    default Tensor log2() {
        return map(Exponentials.LOG2);
    }

    /** The logarithm to base 10, exact for powers of 10. */
    default Tensor log10() {
        return map(Exponentials.LOG10);
    }

    /** log(1 + x), precise near 0. */
    default Tensor log1p() {
        return map(Exponentials.LOG1P);
    }

    /** log(e^x + e^y) without overflow; where both are the same infinity, it is that, and each has half the slope. */
    default Tensor logAddExp(Tensor other) {
        return combine(Exponentials.LOG_ADD_EXP, other);
    }

    // ---- angles

    default Tensor sin() {
        return map(Trigonometric.SIN);
    }

    default Tensor cos() {
        return map(Trigonometric.COS);
    }

    default Tensor tan() {
        return map(Trigonometric.TAN);
    }

    /** The arcsine, from −π/2 to π/2; NaN beyond ±1, where its slope is infinite. */
    default Tensor asin() {
        return map(Trigonometric.ASIN);
    }

    /** The arccosine, from 0 to π; NaN beyond ±1, where its slope is infinite. */
    default Tensor acos() {
        return map(Trigonometric.ACOS);
    }

    /** The arctangent, from −π/2 to π/2. */
    default Tensor atan() {
        return map(Trigonometric.ATAN);
    }

    /** The angle of the point (x, y) for this y, from −π to π, as {@link Math#atan2}; slopes 0 at the origin. */
    default Tensor atan2(Tensor x) {
        return combine(Trigonometric.ATAN2, x);
    }

    // ---- hyperbolic

    default Tensor sinh() {
        return map(Hyperbolic.SINH);
    }

    default Tensor cosh() {
        return map(Hyperbolic.COSH);
    }

    default Tensor tanh() {
        return map(Exponentials.TANH);
    }

    default Tensor asinh() {
        return map(Hyperbolic.ASINH);
    }

    /** The inverse of cosh, not negative; NaN below 1, where its slope is infinite. */
    default Tensor acosh() {
        return map(Hyperbolic.ACOSH);
    }

    /** The inverse of tanh; infinite at ±1 and NaN beyond. */
    default Tensor atanh() {
        return map(Hyperbolic.ATANH);
    }

    // ---- activations

    /** 1 / (1 + e^-x). */
    default Tensor sigmoid() {
        return map(Exponentials.SIGMOID);
    }

    /** log(1 / (1 + e^-x)), without overflow. */
    default Tensor logSigmoid() {
        return ((Tensor) this).negate().softplus().negate();
    }

    /** log(1 + e^x), without overflow. */
    default Tensor softplus() {
        return map(Exponentials.SOFTPLUS);
    }

    /** max(x, 0); slope 0 at 0. */
    default Tensor relu() {
        return map(Kinked.RELU);
    }

    /** x where it is positive, {@code slope} × x elsewhere, also at 0. */
    default Tensor leakyRelu(double slope) {
        Tensor x = (Tensor) this;
        return Tensor.where(x.greater(0), x, x.times(slope));
    }

    /** x where it is positive, {@code scale} × (e^x − 1) elsewhere, also at 0. */
    default Tensor elu(double scale) {
        Tensor x = (Tensor) this;
        return Tensor.where(x.greater(0), x, x.expm1().times(scale));
    }

    /** x (1 + erf(x/√2))/2. */
    default Tensor gelu() {
        Tensor x = (Tensor) this;
        return x.times(x.times(Math.sqrt(0.5)).erf().plus(1)).times(0.5);
    }

    /** x sigmoid(x). */
    default Tensor silu() {
        return ((Tensor) this).times(sigmoid());
    }

    // ---- special functions

    /** The error function. */
    default Tensor erf() {
        return map(Exponentials.ERF);
    }

    /** The inverse of the error function; infinite at ±1 and NaN beyond. */
    default Tensor erfInv() {
        return map(Special.ERF_INV);
    }

    /** log |Γ(x)|; infinite at 0 and the negative whole numbers. */
    default Tensor lgamma() {
        return map(Special.LGAMMA);
    }

    /** ψ(x), the slope of {@link #lgamma}; NaN at 0 and the negative whole numbers. */
    default Tensor digamma() {
        return polygamma(0);
    }

    /**
     * The derivative of {@link #digamma} of order {@code order}, which is digamma itself for 0; NaN at 0 and the negative whole numbers.
     *
     * @param order from 0 to 170
     * @throws IllegalArgumentException if there is no such order
     */
    default Tensor polygamma(int order) {
        if (order < 0 || order > 170) {
            throw new IllegalArgumentException("polygamma needs an order from 0 to 170, got " + order);
        }
        return Tensor.apply(Special.POLYGAMMA, like(order), (Tensor) this);
    }

    // ---- made of pieces

    /** |x|; slope 0 at 0. */
    default Tensor abs() {
        return map(Kinked.ABS);
    }

    /** −1, 0 or 1; slope 0. */
    default Tensor sign() {
        return map(Kinked.SIGN);
    }

    /** The largest whole number that is not above each; slope 0. */
    default Tensor floor() {
        return map(Kinked.FLOOR);
    }

    /** The smallest whole number that is not below each; slope 0. */
    default Tensor ceil() {
        return map(Kinked.CEIL);
    }

    /** The nearest whole number, of two the even one; slope 0. */
    default Tensor round() {
        return map(Kinked.ROUND);
    }

    /** The smaller number of each pair; at a tie each has half the slope. */
    default Tensor minimum(Tensor other) {
        return combine(Kinked.MINIMUM, other);
    }

    default Tensor minimum(double value) {
        return minimum(like(value));
    }

    /** The larger number of each pair; at a tie each has half the slope. */
    default Tensor maximum(Tensor other) {
        return combine(Kinked.MAXIMUM, other);
    }

    default Tensor maximum(double value) {
        return maximum(like(value));
    }

    /** Each number moved to the nearer bound where it is outside: min(max(x, least), most). On a bound it has half the slope. */
    default Tensor clip(Tensor least, Tensor most) {
        return maximum(least).minimum(most);
    }

    /** Each number moved to the nearer bound where it is outside; see {@link #clip(Tensor, Tensor)}. */
    default Tensor clip(double least, double most) {
        return clip(like(least), like(most));
    }
}
