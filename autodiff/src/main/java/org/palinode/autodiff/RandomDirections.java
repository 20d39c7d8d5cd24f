package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Random trees in the place of all directions, and inner products with them, in float64. */
final class RandomDirections {
    private RandomDirections() {}

    /** A normal direction; in each leaf of the size of its numbers, so that one step length suits all leaves. */
    static <P> P like(Tree.Flat<P> x, RandomKey key) {
        List<Tensor> leaves = new ArrayList<>();
        for (int i = 0; i < x.leaves().size(); i++) {
            Tensor leaf = x.leaves().get(i).concrete();
            double scale = leaf.size() == 0 ? 1 : leaf.norm().item() / Math.sqrt(leaf.size());
            leaves.add(key.fold(i).normal(leaf.type()).times(scale > 0 ? scale : 1));
        }
        return x.structure().unflatten(leaves);
    }

    /** A tree as one float64 number: itself if it is one, else the sum of its numbers with random weights. */
    static Tensor weighted(Object tree, RandomKey key) {
        List<Tensor> leaves = Tree.flatten(tree).leaves();
        if (leaves.size() == 1 && leaves.get(0).rank() == 0) {
            return leaves.get(0).cast(DType.FLOAT64);
        }
        Tensor sum = Tensor.scalar(0);
        for (int i = 0; i < leaves.size(); i++) {
            sum = sum.plus(leaves.get(i)
                    .cast(DType.FLOAT64)
                    .dot(key.fold(i).normal(leaves.get(i).shape().dims())));
        }
        return sum;
    }

    /** Σ a b over all numbers of two trees of one structure. */
    static Tensor inner(Object a, Object b) {
        Tensor sum = Tensor.scalar(0);
        for (Tensor product : products(a, b)) {
            sum = sum.plus(product);
        }
        return sum;
    }

    /** Σ a b for each leaf. */
    static List<Tensor> products(Object a, Object b) {
        Tree.Flat<Object> left = Tree.flatten(a);
        Tree.Flat<Object> right = left.structure().flatten(b);
        left.structure().requireSame(right.structure(), "the second tree");
        List<Tensor> products = new ArrayList<>();
        for (int i = 0; i < left.leaves().size(); i++) {
            products.add(left.leaves()
                    .get(i)
                    .cast(DType.FLOAT64)
                    .dot(right.leaves().get(i).cast(DType.FLOAT64)));
        }
        return products;
    }
}
