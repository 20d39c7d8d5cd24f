package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.over;
import static org.palinode.autodiff.tensor.Cotangents.times;

import java.util.List;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.internal.kernel.function.VectorFormulas;

/** Functions of angles, in radians, and their inverses. */
final class Trigonometric {
    // @formatter:off
    static final Elementwise SIN = new Unary.ByFormula("sin", ours("sin")) {
        @Override double value(double x) { return Math.sin(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.cos()); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.sin(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondAngles(x); }
    };

    static final Elementwise COS = new Unary.ByFormula("cos", ours("cos")) {
        @Override double value(double x) { return Math.cos(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.sin()).negate(); }
        @Override public Value formula(VectorFormulas v, Value x) { return v.cos(x); }
        @Override public Mask outside(VectorFormulas v, Value x) { return v.beyondAngles(x); }
    };

    static final Elementwise TAN = new Unary("tan", math("tan")) {
        @Override double value(double x) { return Math.tan(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.square().plus(1)); }
    };

    static final Elementwise ASIN = new Unary("asin", math("asin")) {
        @Override double value(double x) { return Math.asin(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.subtractedFrom(1).times(x.plus(1)).sqrt()); }
    };

    static final Elementwise ACOS = new Unary("acos", math("acos")) {
        @Override double value(double x) { return Math.acos(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return ASIN.slope(0, List.of(x), y, g).negate(); }
    };

    /** The arctangent, from −π/2 to π/2. */
    static final Elementwise ATAN = new Unary("atan", math("atan")) {
        @Override double value(double x) { return Math.atan(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.square().plus(1)); }
    };

    /** The angle of the point (b, a), from −π to π; slopes 0 at the origin. */
    static final Elementwise ATAN2 = new Binary("atan2", math("atan2"), null) {
        @Override double value(double a, double b) { return Math.atan2(a, b); }
        @Override Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g) { return aside(g, b, a); }
        @Override Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g) { return aside(g, a, b).negate(); }

        /** g x / (x² + z²) without an overflow of the squares. */
        private static Tensor aside(Tensor g, Tensor x, Tensor z) {
            Tensor size = x.hypot(z);
            return over(Tensor.apply(Cotangents.SPREAD, g, x, size), size);
        }
    };
    // @formatter:on

    private Trigonometric() {}
}
