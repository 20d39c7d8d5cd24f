package org.palinode.ode.solver;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Vector in the shape of the noise of a step.
 *
 * @param paths the numbers of each Brownian path [components]
 */
public record NoiseVector(List<Tensor> paths) {
    public NoiseVector {
        paths = List.copyOf(paths);
    }

    /** The sum. */
    public NoiseVector plus(NoiseVector other) {
        return new NoiseVector(IntStream.range(0, paths.size())
                .mapToObj(i -> paths.get(i).plus(other.paths.get(i)))
                .toList());
    }

    /** The multiple. */
    public NoiseVector times(double factor) {
        return new NoiseVector(paths.stream().map(path -> path.times(factor)).toList());
    }

    /** The multiple by a scalar. */
    public NoiseVector times(Tensor factor) {
        return new NoiseVector(paths.stream().map(path -> path.times(factor)).toList());
    }

    /** The vector with {@code function} applied to the numbers of each path. */
    public NoiseVector map(UnaryOperator<Tensor> function) {
        return new NoiseVector(paths.stream().map(function).toList());
    }

    /** The vector that is 1 at one component of one path and 0 elsewhere. */
    public NoiseVector unit(int path, int component) {
        return new NoiseVector(IntStream.range(0, paths.size())
                .mapToObj(i -> {
                    double[] numbers = new double[paths.get(i).size()];
                    if (i == path) {
                        numbers[component] = 1;
                    }
                    return Tensor.of(paths.get(i).type(), numbers);
                })
                .toList());
    }

    /** The vector that is 1 at all components of one path and 0 elsewhere. */
    public NoiseVector ones(int path) {
        return new NoiseVector(IntStream.range(0, paths.size())
                .mapToObj(i -> paths.get(i).zerosLike().plus(i == path ? 1 : 0))
                .toList());
    }
}
