package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.kernel.function.LaneCode;
import org.palinode.autodiff.internal.kernel.function.ScalarCall;

/** A function of two numbers. */
abstract class Binary extends Elementwise {
    Binary(String name, ScalarCall scalar, LaneCode lanes) {
        super(name, 2, scalar, lanes);
    }

    abstract double value(double a, double b);

    /** slope × g for a where the value is y; null where the slope is zero everywhere. */
    abstract Tensor slopeA(Tensor a, Tensor b, Tensor y, Tensor g);

    /** slope × g for b where the value is y; null where the slope is zero everywhere. */
    abstract Tensor slopeB(Tensor a, Tensor b, Tensor y, Tensor g);

    @Override
    public final double evaluate(double a, double b, double c) {
        return value(a, b);
    }

    @Override
    final Tensor slope(int input, List<Tensor> in, Tensor out, Tensor g) {
        return input == 0 ? slopeA(in.get(0), in.get(1), out, g) : slopeB(in.get(0), in.get(1), out, g);
    }

    /** The tangents, zeros for null. */
    static List<Tensor> withZeros(List<Tensor> in, List<Tensor> inDot) {
        List<Tensor> dots = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            dots.add(inDot.get(i) == null ? in.get(i).zerosLike() : inDot.get(i));
        }
        return dots;
    }
}
