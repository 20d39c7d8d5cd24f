package org.palinode.autodiff.nn;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Refusals of what layers cannot use. */
final class Inputs {
    private Inputs() {}

    /** The input, whose last axis must be as long as the first one of a parameter, and which has its type of number. */
    static Tensor lastAxis(String layer, Tensor x, Tensor parameter) {
        int width = parameter.shape().dim(0);
        Objects.requireNonNull(x, () -> layer + " needs an input [..., " + width + "], got null");
        if (x.rank() == 0 || x.shape().dim(-1) != width || x.dtype() != parameter.dtype()) {
            throw new IllegalArgumentException(
                    layer + " needs an input " + parameter.dtype() + "[..., " + width + "], got " + x.type()
                            + (x.dtype() == parameter.dtype() ? "" : "; cast it, or make the layer in " + x.dtype()));
        }
        return x;
    }

    /** Checks the arguments of random layers. */
    static void random(RandomKey key, DType dtype, String layer, int... widths) {
        Objects.requireNonNull(key, "random layers need a RandomKey, got null");
        Objects.requireNonNull(dtype, "random layers need a type of number, got null");
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException(layer + " needs widths of at least 1, got " + width);
            }
        }
    }
}
