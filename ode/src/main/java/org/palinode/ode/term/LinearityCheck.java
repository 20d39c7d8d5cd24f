package org.palinode.ode.term;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Check of a product g v written by users, which steps multiply with several vectors and add up.
 *
 * @param size of v
 * @param dtype of the state
 */
record LinearityCheck(int size, DType dtype) {
    /** Rounding of a product, with room for sums over many noises. */
    private static final double ULPS = 1e6;

    /** @throws IllegalArgumentException if g(v + 2w) is not gv + 2gw for two vectors */
    void check(UnaryOperator<Tensor> product) {
        Tensor v = vector(1);
        Tensor w = vector(2);
        check(product.apply(v), product.apply(w).times(2), product.apply(v.plus(w.times(2))));
    }

    private void check(Tensor first, Tensor second, Tensor both) {
        if (both.size() == 0) {
            return;
        }
        double slope = first.abs().plus(second.abs()).max().item();
        double miss = both.minus(first.plus(second)).abs().max().item();
        if (miss > ULPS * dtype.epsilon() * slope) {
            throw new IllegalArgumentException(
                    "the product of Diffusion.product must be linear in v, but at v + 2w, for two vectors v and w, it is off by "
                            + miss + " from that at v and twice that at w, which are of size " + slope
                            + "; multiply v by something that does not depend on it");
        }
    }

    private Tensor vector(int frequency) {
        return Tensor.arange(size).times(frequency).plus(1).sin().cast(dtype);
    }
}
