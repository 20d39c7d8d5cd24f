package org.palinode.ode.term;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Products of a diffusion and a vector in the shape of its noise; refuses shapes that do not fit, by both shapes. */
final class NoiseProducts {
    private NoiseProducts() {}

    /** Each leaf [leaf, noise] summed over the noise. */
    static <Y> Y contracted(Y diffusion, Tensor v, Y y) {
        List<Tensor> leaves = leavesLike(diffusion, y);
        List<Tensor> states = Tree.flatten(y).leaves();
        List<Tensor> products = IntStream.range(0, leaves.size())
                .mapToObj(i -> contracted(leaves.get(i), v, states.get(i)))
                .toList();
        return Tree.flatten(y).structure().unflatten(products);
    }

    private static Tensor contracted(Tensor g, Tensor v, Tensor y) {
        return matrix(g, v.shape(), y).times(v.reshape(v.size())).sum(1).reshape(y.shape());
    }

    /** All leaves one after another [n, m], for m Brownian motions. */
    static <Y> Tensor matrix(Y diffusion, Shape noise, Y y) {
        List<Tensor> leaves = leavesLike(diffusion, y);
        List<Tensor> states = Tree.flatten(y).leaves();
        return Tensor.concatenate(
                0,
                IntStream.range(0, leaves.size())
                        .mapToObj(i -> matrix(leaves.get(i), noise, states.get(i)))
                        .toList());
    }

    /** All leaves one after another [n]. */
    static Tensor vector(Object tree) {
        return Tensor.concatenate(
                0, Tree.flatten(tree).leaves().stream().map(Tensor::flatten).toList());
    }

    private static Tensor matrix(Tensor g, Shape noise, Tensor y) {
        Shape wanted = join(y.shape(), noise);
        if (!g.shape().equals(wanted)) {
            throw new IllegalArgumentException(
                    "the diffusion of a state " + y.shape() + " with noise " + noise
                            + " must be " + wanted + ", got " + g.shape()
                            + "; for one noise a number of the state use Diffusion.diagonal, for a single noise Diffusion.scalar");
        }
        return g.reshape(y.size(), noise.size());
    }

    static <Y> Y elementwise(Y diffusion, Y v) {
        List<Tensor> leaves = leavesLike(diffusion, v);
        List<Tensor> noises = Tree.flatten(v).leaves();
        List<Tensor> products = IntStream.range(0, leaves.size())
                .mapToObj(i -> elementwise(leaves.get(i), noises.get(i)))
                .toList();
        return Tree.flatten(v).structure().unflatten(products);
    }

    private static Tensor elementwise(Tensor g, Tensor v) {
        if (!g.shape().equals(v.shape())) {
            throw new IllegalArgumentException("a diagonal diffusion has the shape of its noise, " + v.shape()
                    + ", got " + g.shape() + "; for noise that mixes use Diffusion.general");
        }
        return g.times(v);
    }

    static <Y> Y scaled(Y diffusion, Tensor v) {
        if (v.shape().rank() != 0) {
            throw new IllegalArgumentException("Diffusion.scalar needs one Brownian motion, of shape [], got "
                    + v.shape() + "; for several use Diffusion.general or Diffusion.diagonal");
        }
        return Tree.map(leaf -> leaf.times(v), diffusion);
    }

    private static <Y> List<Tensor> leavesLike(Y tree, Y other) {
        List<Tensor> leaves = Tree.flatten(tree).leaves();
        int wanted = Tree.flatten(other).leaves().size();
        if (leaves.size() != wanted) {
            throw new IllegalArgumentException("a diffusion has as many tensors as its state, " + wanted + ", got "
                    + leaves.size() + "; return one for each");
        }
        return leaves;
    }

    private static Shape join(Shape first, Shape second) {
        return Shape.of(IntStream.concat(IntStream.of(first.dims()), IntStream.of(second.dims()))
                .toArray());
    }
}
