package org.palinode.ode.term;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.noise.BrownianPath;

/**
 * Vectors in the shape of a noise, by which the parts of a diffusion are asked for.
 *
 * @param noise zeros of its shape
 * @param dtype of the state
 */
record NoiseUnits(Tree.Flat<?> noise, DType dtype) {
    static NoiseUnits of(BrownianPath<?> path, Object y) {
        return new NoiseUnits(
                Tree.flatten(path.zero()), Tree.flatten(y).leaves().get(0).dtype());
    }

    /** The shape of a noise that is a tensor. */
    Shape shape() {
        return noise.leaves().get(0).shape();
    }

    /** The vector of ones, whose product with a diagonal diffusion is all of it. */
    Object ones() {
        return noise.structure()
                .unflatten(noise.leaves().stream()
                        .map(leaf -> leaf.onesLike().cast(dtype))
                        .toList());
    }

    /** For each Brownian motion the vector whose product with a diffusion is its column. */
    List<Object> columns() {
        List<Tensor> zeros = noise.leaves().stream()
                .map(leaf -> leaf.zerosLike().cast(dtype))
                .toList();
        return IntStream.range(0, zeros.size())
                .boxed()
                .flatMap(leaf -> IntStream.range(0, zeros.get(leaf).size()).mapToObj(i -> unit(zeros, leaf, i)))
                .toList();
    }

    private Object unit(List<Tensor> zeros, int leaf, int place) {
        double[] numbers = new double[zeros.get(leaf).size()];
        numbers[place] = 1;
        List<Tensor> unit = new ArrayList<>(zeros);
        unit.set(leaf, Tensor.of(zeros.get(leaf).type(), numbers));
        return noise.structure().unflatten(unit);
    }
}
