package org.palinode.autodiff.tensor;

/** Reductions that are made of other operations. */
final class Reductions {
    private Reductions() {}

    /** The product along an axis, which disappears: one half times the other until one is left, so no slope divides by a number. */
    static Tensor product(Tensor x, int axis) {
        int length = x.shape().dim(axis);
        if (length == 0) {
            return x.sum(axis).onesLike();
        }
        Tensor product = x;
        for (; length > 1; length = length / 2 + length % 2) {
            int half = length / 2;
            Tensor halves = product.slice(axis, 0, half).times(product.slice(axis, half, 2 * half));
            product =
                    length % 2 == 0 ? halves : Tensor.concatenate(axis, halves, product.slice(axis, 2 * half, length));
        }
        return product.reshape(x.shape().without(axis));
    }

    /** The products of the numbers along an axis up to each: of 1, 2, 4 and so on of them, so no slope divides by a number. */
    static Tensor cumulativeProduct(Tensor x, int axis) {
        int length = x.shape().dim(axis);
        Tensor products = x;
        for (int reach = 1; reach < length; reach *= 2) {
            Tensor further = products.slice(axis, reach, length).times(products.slice(axis, 0, length - reach));
            products = Tensor.concatenate(axis, products.slice(axis, 0, reach), further);
        }
        return products;
    }

    /** The largest numbers along axes, which stay, as constants; 0 where they are infinite. */
    static Tensor finiteMax(Tensor x, Axes axes) {
        Tensor max = x.stopGradient().max(axes.kept());
        return Tensor.where(max.isFinite(), max, max.zerosLike());
    }
}
