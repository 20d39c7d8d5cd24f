package org.palinode.examples.bench;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;

/** Where the noise of a case comes from. Steps are powers of two, so that their times are exact and the same on both sides. */
enum NoiseSource {
    /** A tree whose tolerance is half a step. */
    TREE(""),
    /** Independent increments. */
    INDEPENDENT("-independent"),
    /** A table of waves in place of noise, the same in the peer's case: so that values can be compared, and the time without random numbers is seen. */
    GIVEN("-given");

    private final String suffix;

    NoiseSource(String suffix) {
        this.suffix = suffix;
    }

    /** The name of a case with this noise. */
    String named(String name) {
        return name + suffix;
    }

    /** A path over {@code steps} steps of this size from 0. */
    BrownianPath<Tensor> path(LevyArea level, double step, int steps, int... dims) {
        return switch (this) {
            case TREE ->
                VirtualBrownianTree.of(RandomKey.of(0), 0, steps * step, step / 2, dims)
                        .with(level);
            case INDEPENDENT -> IndependentIncrements.of(RandomKey.of(0), dims).with(level);
            case GIVEN -> given(level, step, steps, Tensor.zeros(dims));
        };
    }

    private static BrownianPath<Tensor> given(LevyArea level, double step, int steps, Tensor zero) {
        double[] times =
                IntStream.rangeClosed(0, steps).mapToDouble(i -> i * step).toArray();
        double size = Math.sqrt(2 * step);
        return new GivenIncrements<>(
                times,
                waves(steps, zero.size(), k -> size * Math.sin(k)),
                waves(level.numbers() > 1 ? steps : 0, zero.size(), k -> size * Math.sin(2 * k) / Math.sqrt(12)),
                waves(level.numbers() > 2 ? steps : 0, zero.size(), k -> size * Math.sin(3 * k) / Math.sqrt(720)),
                level,
                zero);
    }

    private static double[][] waves(int rows, int columns, DoubleUnaryOperator wave) {
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, columns)
                        .mapToDouble(j -> wave.applyAsDouble(i * columns + j + 1.0))
                        .toArray())
                .toArray(double[][]::new);
    }
}
