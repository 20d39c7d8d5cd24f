package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.math;
import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.over;
import static org.palinode.autodiff.tensor.Cotangents.times;

import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;

/** The hyperbolic functions but tanh, which is among the {@link Exponentials}, and their inverses. */
final class Hyperbolic {
    // @formatter:off
    static final Elementwise SINH = new Unary("sinh", math("sinh")) {
        @Override double value(double x) { return Math.sinh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.cosh()); }
    };

    static final Elementwise COSH = new Unary("cosh", math("cosh")) {
        @Override double value(double x) { return Math.cosh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.sinh()); }
    };

    static final Elementwise ASINH = new Unary("asinh", ours("asinh")) {
        @Override double value(double x) { return ScalarFunctions.asinh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.hypot(x.like(1))); }
    };

    static final Elementwise ACOSH = new Unary("acosh", ours("acosh")) {
        @Override double value(double x) { return ScalarFunctions.acosh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.minus(1).sqrt().times(x.plus(1).sqrt())); }
    };

    static final Elementwise ATANH = new Unary("atanh", ours("atanh")) {
        @Override double value(double x) { return ScalarFunctions.atanh(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return over(g, x.subtractedFrom(1).times(x.plus(1))); }
    };
    // @formatter:on

    private Hyperbolic() {}
}
