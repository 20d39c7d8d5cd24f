package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.over;
import static org.palinode.autodiff.tensor.Cotangents.times;

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

    /** The arctangent, from −π/2 to π/2. */
    static final Elementwise ATAN = new Unary("atan", math("atan")) {
        @Override double value(double x) { return Math.atan(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.square().plus(1)); }
    };
    // @formatter:on

    private Trigonometric() {}
}
