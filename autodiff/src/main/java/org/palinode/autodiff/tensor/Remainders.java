package org.palinode.autodiff.tensor;

import static org.palinode.autodiff.internal.kernel.function.ScalarCall.ours;
import static org.palinode.autodiff.tensor.Cotangents.times;

import java.util.function.DoubleBinaryOperator;
import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;

/** Remainders: a number without whole multiples of another. */
final class Remainders {
    /** x − n y with a whole n; slopes 1 and −n, also where n jumps. */
    private static final class Remainder extends Binary {
        private final DoubleBinaryOperator value;

        Remainder(String name, DoubleBinaryOperator value) {
            super(name, ours(name), null);
            this.value = value;
        }

        @Override
        double value(double x, double y) {
            return value.applyAsDouble(x, y);
        }

        @Override
        Tensor slopeA(Tensor x, Tensor y, Tensor rest, Tensor g) {
            return g;
        }

        @Override
        Tensor slopeB(Tensor x, Tensor y, Tensor rest, Tensor g) {
            return times(g, rest.minus(x).dividedBy(y).round());
        }
    }

    /** The remainder of the sign of y. */
    static final Elementwise MOD = new Remainder("mod", ScalarFunctions::mod);

    /** The remainder of the sign of x. */
    static final Elementwise REM = new Remainder("rem", ScalarFunctions::rem);

    private Remainders() {}
}
