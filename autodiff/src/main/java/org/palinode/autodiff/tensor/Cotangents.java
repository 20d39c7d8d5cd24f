package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.oursOfBoth;

import java.util.List;
import org.palinode.autodiff.internal.kernel.function.LaneCode;

/**
 * Products of cotangents and tangents with slopes, for derivative rules. A cotangent of 0 stays 0, whatever the slope is: infinite, or not
 * a number.
 */
final class Cotangents {
    // @formatter:off
    /** a b, and 0 where a is 0, whatever b is: a cotangent or tangent a, times a slope b that may be infinite or not a number. */
    static final Elementwise STRONG_MULTIPLY = new Binary("strong_multiply", oursOfBoth("strongMultiply"), null) {
        @Override double value(double a, double b) { return a == 0 ? a : a * b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return times(g, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return both(g, a); }
        @Override public double rightNeutral() { return 1; }
        @Override public double leftAbsorbing() { return 0; }
        @Override Tensor simplified(Tensor a, Tensor b) {
            boolean plain = a instanceof Constant || b instanceof Constant slope && Double.isFinite(slope.value());
            return Constant.is(a, 0) ? zeros(this, a, b) : plain ? a.times(b) : null;
        }
        @Override public LaneCode lanes() { return (v, in) -> { v.call("mul", in); v.load(in[0]); v.blendWhere(in[0], "EQ", 0); }; }
    };

    /** a / b, and 0 where a is 0, whatever b is. */
    static final Elementwise STRONG_DIVIDE = new Binary("strong_divide", oursOfBoth("strongDivide"), null) {
        @Override double value(double a, double b) { return a == 0 ? a : a / b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return over(g, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return both(g, over(y, b)).negate(); }
        @Override Tensor simplified(Tensor a, Tensor b) {
            boolean plain = a instanceof Constant || b instanceof Constant slope && Double.isFinite(slope.value()) && slope.value() != 0;
            return Constant.is(a, 0) ? zeros(this, a, b) : plain ? a.dividedBy(b) : null;
        }
        @Override public LaneCode lanes() { return (v, in) -> { v.call("div", in); v.load(in[0]); v.blendWhere(in[0], "EQ", 0); }; }
    };

    /** a b, and 0 where one of them is 0, whatever the other is: how {@link #STRONG_MULTIPLY} moves with b. */
    static final Elementwise STRONG_BOTH = new Binary("strong_both", oursOfBoth("strongBoth"), null) {
        @Override double value(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return both(g, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return both(g, a); }
        @Override Tensor simplified(Tensor a, Tensor b) {
            boolean zero = Constant.is(a, 0) || Constant.is(b, 0);
            return zero ? zeros(this, a, b) : a instanceof Constant ? times(b, a) : b instanceof Constant ? times(a, b) : null;
        }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.call("mul", in);
                v.constant(0);
                v.blendWhere(in[0], "EQ", 0);
                v.constant(0);
                v.blendWhere(in[1], "EQ", 0);
            };
        }
    };

    /** Share of a cotangent a for the larger of two: a where b &gt; c, a/2 where b = c, else 0. */
    static final Elementwise SHARE = new Elementwise("share", 3, oursOfBoth("share"), null) {
        @Override public double evaluate(double a, double b, double c) { return b > c ? a : b == c ? 0.5 * a : 0; }
        @Override Tensor slope(int input, List<Tensor> in, Tensor y, Tensor g) {
            return input == 0 ? share(g, in.get(1), in.get(2)) : undefined(in.get(1).equalTo(in.get(2)), g, g.zerosLike());
        }
        @Override Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
            List<Tensor> dots = Binary.withZeros(in, inDot);
            Tensor jump = jump(in.get(0), dots.get(1).minus(dots.get(2)));
            return Tensor.where(in.get(1).equalTo(in.get(2)), Tensor.apply(this, dots).get(0).plus(jump), linear);
        }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.constant(0);
                v.constant(0.5);
                v.load(in[0]);
                v.combine("mul");
                v.blendWherePair(in[1], "EQ", in[2]);
                v.load(in[0]);
                v.blendWherePair(in[1], "GT", in[2]);
            };
        }
    };

    /** Share of a cotangent a of a norm c for one of its numbers b: a b / c, and 0 where c is 0. */
    static final Elementwise SPREAD = new Elementwise("spread", 3, oursOfBoth("spread"), null) {
        @Override public double evaluate(double a, double b, double c) { return c == 0 ? 0 : a == 0 ? a : a * (b / c); }
        @Override Tensor slope(int input, List<Tensor> in, Tensor y, Tensor g) {
            Tensor bar = in.get(0);
            Tensor norm = in.get(2);
            return switch (input) {
                case 0 -> Tensor.apply(this, g, in.get(1), norm);
                case 1 -> undefined(norm.equalTo(0), g, over(both(g, bar), norm));
                default -> undefined(norm.equalTo(0), g, both(g, over(y, norm)).negate());
            };
        }
        @Override Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
            List<Tensor> dots = Binary.withZeros(in, inDot);
            Tensor jump = jump(in.get(0), dots.get(1));
            return Tensor.where(in.get(2).equalTo(0), Tensor.apply(this, dots).get(0).plus(jump), linear);
        }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.load(in[0]);
                v.call("div", in[1], in[2]);
                v.combine("mul");
                v.load(in[0]);
                v.blendWhere(in[0], "EQ", 0);
                v.constant(0);
                v.blendWhere(in[2], "EQ", 0);
            };
        }
    };
    // @formatter:on

    private Cotangents() {}

    /** g · slope, where a g of 0 stays 0. */
    static Tensor times(Tensor g, Tensor slope) {
        return Tensor.apply(STRONG_MULTIPLY, g, slope);
    }

    /** g / divisor, where a g of 0 stays 0. */
    static Tensor over(Tensor g, Tensor divisor) {
        return Tensor.apply(STRONG_DIVIDE, g, divisor);
    }

    private static Tensor both(Tensor a, Tensor b) {
        return Tensor.apply(STRONG_BOTH, a, b);
    }

    /** The share of g for a as the larger of a and b. */
    static Tensor share(Tensor g, Tensor a, Tensor b) {
        return Tensor.apply(SHARE, g, a, b);
    }

    private static Tensor zeros(Elementwise function, Tensor a, Tensor b) {
        return Tensor.full(function.output(Tensor.types(List.of(a, b))), 0);
    }

    /** The derivative of g · slope where the slope jumps by {@code height}: infinite, unless there is nothing to move. */
    static Tensor jump(Tensor g, Tensor height) {
        Tensor way = both(g, height);
        return over(way, way.zerosLike());
    }

    /** {@code linear} elsewhere; at a kink not a number, unless the input does not move. */
    static Tensor undefined(Tensor isKink, Tensor dot, Tensor elsewhere) {
        return Tensor.where(isKink, times(dot, Tensor.full(dot.type(), Double.NaN)), elsewhere);
    }
}
