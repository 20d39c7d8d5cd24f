package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.internal.kernel.function.LaneCode;
import org.palinode.autodiff.internal.kernel.function.ScalarCall;
import org.palinode.autodiff.internal.kernel.function.VectorFormula;

/** A function of one number. */
abstract class Unary extends Elementwise {
    /** A costly function. */
    Unary(String name, ScalarCall scalar) {
        this(name, scalar, null);
    }

    Unary(String name, ScalarCall scalar, LaneCode lanes) {
        super(name, 1, scalar, lanes);
    }

    abstract double value(double x);

    /** slope × g where the value is y; null where the slope is zero everywhere. */
    abstract Tensor slope(Tensor x, Tensor y, Tensor g);

    @Override
    public final double evaluate(double a, double b, double c) {
        return value(a);
    }

    @Override
    final Tensor slope(int input, List<Tensor> in, Tensor out, Tensor g) {
        return slope(in.get(0), out, g);
    }

    /** A costly function with a formula on vectors. */
    abstract static class ByFormula extends Unary implements VectorFormula {
        ByFormula(String name, ScalarCall scalar) {
            super(name, scalar);
        }
    }
}
