package org.palinode.ode.term;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Check of a product g v written by users, which steps multiply with several vectors and add up.
 *
 * @param noise the shape of v
 * @param dtype of the state
 */
record LinearityCheck(Tree.Flat<?> noise, DType dtype) {
    /** Rounding of a product, with room for sums over many noises. */
    private static final double ULPS = 1e6;

    /** @throws IllegalArgumentException if g(v + 2w) is not gv + 2gw for two vectors */
    void check(Function<Object, List<Tensor>> product) {
        List<Tensor> v = vector(0);
        List<Tensor> w = vector(1);
        List<Tensor> sum = IntStream.range(0, v.size())
                .mapToObj(i -> v.get(i).plus(w.get(i).times(2)))
                .toList();
        List<Tensor> first = of(product, v);
        List<Tensor> second = of(product, w);
        List<Tensor> both = of(product, sum);
        for (int i = 0; i < both.size(); i++) {
            check(first.get(i), second.get(i).times(2), both.get(i));
        }
    }

    private void check(Tensor first, Tensor second, Tensor both) {
        if (both.size() == 0) {
            return;
        }
        double size = first.abs().plus(second.abs()).max().item();
        double miss = both.minus(first.plus(second)).abs().max().item();
        if (miss > ULPS * dtype.epsilon() * size) {
            throw new IllegalArgumentException(
                    "the product of Diffusion.product must be linear in v, but at v + 2w, for two vectors v and w, it is off by "
                            + miss + " from that at v and twice that at w, which are of size " + size
                            + "; multiply v by something that does not depend on it");
        }
    }

    private List<Tensor> of(Function<Object, List<Tensor>> product, List<Tensor> vector) {
        return product.apply(noise.structure().unflatten(vector)).stream()
                .map(leaf -> leaf.stopGradient().concrete())
                .toList();
    }

    private List<Tensor> vector(int index) {
        return noise.leaves().stream()
                .map(leaf -> Tensor.arange(leaf.size())
                        .times(index + 1)
                        .plus(1)
                        .sin()
                        .reshape(leaf.shape())
                        .cast(dtype))
                .toList();
    }
}
