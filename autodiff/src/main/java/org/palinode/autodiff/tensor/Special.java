package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.times;

import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;

/** The inverse of the error function, and the logarithm of the gamma function with its derivatives. */
final class Special {
    private static final double HALF_SQRT_PI = Math.sqrt(Math.PI) / 2;

    // @formatter:off
    static final Elementwise ERF_INV = new Unary("erf_inv", ours("erfInv")) {
        @Override double value(double x) { return ScalarFunctions.erfInv(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, y.square().exp().times(HALF_SQRT_PI)); }
    };

    static final Elementwise LGAMMA = new Unary("lgamma", ours("lgamma")) {
        @Override double value(double x) { return ScalarFunctions.lgamma(x); }
        @Override Tensor slope(Tensor x, Tensor y, Tensor g) { return times(g, x.digamma()); }
    };

    /** The derivative of ψ of an order, for an order and x; the order has no slope. */
    static final Elementwise POLYGAMMA = new Binary("polygamma", ours("polygamma"), null) {
        @Override double value(double order, double x) { return ScalarFunctions.polygamma(order, x); }
        @Override Tensor slopeA(Tensor order, Tensor x, Tensor y, Tensor g) { return null; }
        @Override Tensor slopeB(Tensor order, Tensor x, Tensor y, Tensor g) { return times(g, Tensor.apply(this, order.plus(1), x)); }
    };
    // @formatter:on

    private Special() {}
}
