package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.LaneCode.method;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.mathOfBoth;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.share;

import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.internal.kernel.function.LaneCode;

/** Functions made of straight pieces. */
final class Kinked {
    /** The smaller or the larger of two. */
    private abstract static class Extreme extends Binary {
        private final String laneReduction;
        private final double start;

        Extreme(String name, String method, double start) {
            super(name, mathOfBoth(method), method(method));
            laneReduction = method.toUpperCase(Locale.ROOT);
            this.start = start;
        }

        @Override
        public final double start() {
            return start;
        }

        @Override
        public final boolean isIdempotent() {
            return true;
        }

        @Override
        public final String laneReduction() {
            return laneReduction;
        }

        /** A tie that never ends is no kink. */
        @Override
        final Tensor simplified(Tensor a, Tensor b) {
            return a == b ? a : null;
        }

        @Override
        final Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
            List<Tensor> dots = withZeros(in, inDot);
            return Tensor.where(
                    in.get(0).equalTo(in.get(1)), Tensor.apply(this, dots).get(0), linear);
        }
    }

    // @formatter:off
    /** The smaller one; ties pass half the gradient to each. */
    static final Elementwise MINIMUM = new Extreme("minimum", "min", Double.POSITIVE_INFINITY) {
        @Override double value(double a, double b) { return Math.min(a, b); }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return share(g, b, a); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return share(g, a, b); }
    };

    /** The larger one; ties pass half the gradient to each. */
    static final Elementwise MAXIMUM = new Extreme("maximum", "max", Double.NEGATIVE_INFINITY) {
        @Override double value(double a, double b) { return Math.max(a, b); }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return share(g, a, b); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return share(g, b, a); }
    };

    /** max(x, 0); slope 0 at 0. */
    static final Elementwise RELU = new Unary("relu", ours("relu")) {
        @Override double value(double x) { return x > 0 ? x : x != x ? x : 0; }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return Tensor.where(x.greater(0), g, g.zerosLike()); }
        @Override public LaneCode lanes() { return (v, in) -> { v.load(in[0]); v.constant(0); v.blendWhere(in[0], "LE", 0); }; }
    };

    /** |x|; slope 0 at 0. */
    static final Elementwise ABS = new Unary("abs", mathOfBoth("abs"), method("abs")) {
        @Override double value(double x) { return Math.abs(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return share(g, x, x.negate()).minus(share(g, x.negate(), x)); }
        @Override Tensor beyondKinks(List<Tensor> in, List<Tensor> inDot, Tensor linear) {
            return Tensor.where(in.get(0).equalTo(0), inDot.get(0).abs(), linear);
        }
    };

    /** −1, 0 or 1; slope 0. */
    static final Elementwise SIGN = new Unary("sign", mathOfBoth("signum")) {
        @Override double value(double x) { return Math.signum(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return null; }
        @Override public LaneCode lanes() {
            return (v, in) -> {
                v.load(in[0]);
                v.constant(1);
                v.blendWhere(in[0], "GT", 0);
                v.constant(-1);
                v.blendWhere(in[0], "LT", 0);
            };
        }
    };

    /** The largest whole number that is not above x; slope 0, also where it jumps. */
    static final Elementwise FLOOR = new Unary("floor", math("floor")) {
        @Override double value(double x) { return Math.floor(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return null; }
    };

    /** The smallest whole number that is not below x; slope 0, also where it jumps. */
    static final Elementwise CEIL = new Unary("ceil", math("ceil")) {
        @Override double value(double x) { return Math.ceil(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return null; }
    };

    /** The nearest whole number, of two the even one; slope 0, also where it jumps. */
    static final Elementwise ROUND = new Unary("round", math("rint")) {
        @Override double value(double x) { return Math.rint(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return null; }
    };
    // @formatter:on

    private Kinked() {}
}
