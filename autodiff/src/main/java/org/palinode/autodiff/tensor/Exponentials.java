package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.oursOfBoth;
import static org.palinode.autodiff.tensor.Cotangents.over;
import static org.palinode.autodiff.tensor.Cotangents.times;

import org.apache.commons.math3.special.Erf;
import org.palinode.autodiff.internal.kernel.function.LaneCode;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.internal.kernel.function.VectorFormulas;
import org.palinode.autodiff.memory.DType;

/** e^x, its inverse, and what is made of them. */
final class Exponentials {
    private static final double LN2 = Math.log(2);
    private static final double LN10 = Math.log(10);
    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    // @formatter:off
    static final Elementwise EXP = new Unary.ByFormula("exp", ours("exp")) {
        @Override double value(double x) { return Math.exp(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.exp(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExp(x); }
    };

    static final Elementwise EXPM1 = new Unary.ByFormula("expm1", ours("expm1")) {
        @Override double value(double x) { return Math.expm1(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.plus(1)); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.expm1(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExp(x); }
    };

    static final Elementwise LOG = new Unary.ByFormula("log", ours("log")) {
        @Override double value(double x) { return Math.log(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.log(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondLog(x); }
    };

    static final Elementwise LOG1P = new Unary.ByFormula("log1p", ours("log1p")) {
        @Override double value(double x) { return Math.log1p(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.plus(1)); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.log1p(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondLog1p(x); }
    };

    static final Elementwise EXP2 = new Unary("exp2", ours("exp2")) {
        @Override double value(double x) { return Math.pow(2, x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.times(LN2)); }
    };

    static final Elementwise LOG2 = new Unary("log2", ours("log2")) {
        @Override double value(double x) { return ScalarFunctions.log2(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.times(LN2)); }
    };

    static final Elementwise LOG10 = new Unary("log10", math("log10")) {
        @Override double value(double x) { return Math.log10(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.times(LN10)); }
    };

    /** log(e^a + e^b); half the slope for each where both are the same infinity. */
    static final Elementwise LOG_ADD_EXP = new Binary("log_add_exp", ours("logAddExp"), null) {
        @Override double value(double a, double b) {
            double larger = Math.max(a, b);
            return a == b ? a + LN2 : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
        }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, share(a, b)); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, share(b, a)); }

        private static Tensor share(Tensor x, Tensor other) {
            Tensor difference = x.minus(other);
            return Tensor.where(x.equalTo(other).and(x.isFinite().not()), difference.zerosLike(), difference).sigmoid();
        }
    };

    /** σ(x) = 1 / (1 + e^-x), slope σ(x) σ(−x): as accurate as σ also where y is 1 to the last place. */
    static final Elementwise SIGMOID = new Unary.ByFormula("sigmoid", ours("sigmoid")) {
        @Override double value(double x) {
            double tail = Math.exp(-Math.abs(x));
            return x >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
        }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.times(x.negate().sigmoid())); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.sigmoid(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExp(x); }
    };

    /** log(1 + e^x) without overflow. */
    static final Elementwise SOFTPLUS = new Unary.ByFormula("softplus", ours("softplus")) {
        @Override double value(double x) { return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.sigmoid()); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.softplus(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExp(x); }
    };

    /**
     * In float64 slope 1 − y² from the saved y, so that a pull-back needs no x and no second function; relative error 1e-8 at |x| = 10, where the
     * slope is 8e-9. In float32, where that error would be 3e-4 at |x| = 5 and the slope 0 from 9 on, {@link #SECH_SQUARE} of x.
     */
    static final Elementwise TANH = new Unary.ByFormula("tanh", ours("tanh")) {
        @Override double value(double x) { return Math.tanh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) {
            boolean single = x.dtype() == DType.FLOAT32;
            return times(g, single ? Tensor.apply(SECH_SQUARE, x) : y.times(y).negate().plus(1));
        }
        @Override public Value formula(VectorFormulas v, Value x) { return v.tanh(x); }
        @Override public NumberFunction inner() { return ODD_EXPM1; }
        @Override public NumberFunction outer() { return TANH_FROM; }
    };

    /** 1/cosh² x, the slope of tanh, to a few units of its last place also where tanh x rounds to 1. */
    static final Elementwise SECH_SQUARE = new Unary.ByFormula("sech_square", ours("sechSquare")) {
        @Override double value(double x) {
            double tail = Math.exp(-2 * Math.abs(x));
            return 4 * tail / ((1 + tail) * (1 + tail));
        }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.tanh().times(y).times(-2)); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.sechSquare(x); }
        @Override public NumberFunction inner() { return ODD_EXPM1; }
        @Override public NumberFunction outer() { return SECH_SQUARE_FROM; }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExpOfTwice(x); }
    };

    /** ±(e^2|x| − 1) with the sign of x, of which tanh x and its slope are quotients. */
    static final Elementwise ODD_EXPM1 = new Unary.ByFormula("odd_expm1", ours("oddExpm1")) {
        @Override double value(double x) { return Math.copySign(Math.expm1(2 * Math.abs(x)), x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.abs().plus(1).times(2)); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.oddExpm1(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondExpOfTwice(x); }
    };

    /** t / (|t| + 2): tanh x for t = odd_expm1 x. */
    static final Elementwise TANH_FROM = new Unary("tanh_from", oursOfBoth("tanhFrom")) {
        @Override double value(double t) { return ScalarFunctions.tanhFrom(t); }
        @Override public boolean isOuterPart() { return true; }
        @Override Tensor slope(Tensor t, Tensor y, Tensor g) { return over(g.times(2), t.abs().plus(2).square()); }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.load(in[0]);
                v.call("abs", in);
                v.constant(2);
                v.combine("add");
                v.combine("div");
                v.constant(1);
                v.blendWhere(in[0], "EQ", Double.POSITIVE_INFINITY);
                v.constant(-1);
                v.blendWhere(in[0], "EQ", Double.NEGATIVE_INFINITY);
            };
        }
    };

    /** 4 (|t| + 1) / (|t| + 2)²: 1/cosh² x for t = odd_expm1 x. */
    static final Elementwise SECH_SQUARE_FROM = new Unary("sech_square_from", oursOfBoth("sechSquareFrom")) {
        @Override double value(double t) { return ScalarFunctions.sechSquareFrom(t); }
        @Override public boolean isOuterPart() { return true; }
        @Override Tensor slope(Tensor t, Tensor y, Tensor g) { return over(times(g, t.times(-4)), t.abs().plus(2).power(3)); }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.constant(4);
                v.call("abs", in);
                v.constant(2);
                v.combine("add");
                v.combine("div");
                v.duplicate();
                v.call("abs", in);
                v.constant(1);
                v.combine("add");
                v.combine("mul");
                v.constant(0.25);
                v.combine("mul");
                v.combine("mul");
                v.constant(0);
                v.blendWhere(in[0], "EQ", Double.POSITIVE_INFINITY);
                v.constant(0);
                v.blendWhere(in[0], "EQ", Double.NEGATIVE_INFINITY);
            };
        }
    };

    /** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
    static final Elementwise ERF = new Unary.ByFormula("erf", ours("erf")) {
        /** Erf works with x², which underflows; next to 0 the second term of the series, x²/3 of the first, is below rounding. */
        @Override double value(double x) { return Math.abs(x) < 1e-9 ? x * TWO_OVER_SQRT_PI : Erf.erf(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.times(x).negate().exp().times(TWO_OVER_SQRT_PI)); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.erf(x); }
    };
    // @formatter:on

    private Exponentials() {}
}
