package org.palinode.ode.noise;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Paths side by side as one noise with a leading axis: a path of its own, with a key of its own, for each member of a batch.
 *
 * @param paths of one shape and level
 */
public record StackedPaths(List<BrownianPath<Tensor>> paths) implements BrownianPath<Tensor> {
    /** @throws IllegalArgumentException if there are none, or shapes or levels differ */
    public StackedPaths {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("StackedPaths need at least one path, got none");
        }
        for (BrownianPath<Tensor> path : paths) {
            BrownianPath<Tensor> first = paths.get(0);
            if (!path.zero().type().equals(first.zero().type()) || path.level() != first.level()) {
                throw new IllegalArgumentException("StackedPaths have one shape and level, got "
                        + first.zero().type() + " with " + first.level() + " and "
                        + path.zero().type() + " with " + path.level());
            }
        }
    }

    /** A path and its mirror image −W, whose means have less variance. */
    public static StackedPaths antithetic(BrownianPath<Tensor> path) {
        return new StackedPaths(List.of(path, new MirroredPath(path)));
    }

    @Override
    public Tensor zero() {
        Tensor one = paths.get(0).zero();
        int[] dims = new int[one.shape().rank() + 1];
        dims[0] = paths.size();
        System.arraycopy(one.shape().dims(), 0, dims, 1, dims.length - 1);
        return Tensor.of(one.type().with(Shape.of(dims)), new double[paths.size() * one.size()]);
    }

    @Override
    public LevyArea level() {
        return paths.get(0).level();
    }

    @Override
    public double shortestInterval() {
        return paths.stream().mapToDouble(BrownianPath::shortestInterval).max().orElse(0);
    }

    @Override
    public List<RandomKey> keys() {
        return paths.stream().flatMap(path -> path.keys().stream()).toList();
    }

    @Override
    public StackedPaths fold(long index) {
        return new StackedPaths(paths.stream().map(path -> path.fold(index)).toList());
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return paths.stream().allMatch(BrownianPath::isKnownBetweenSteps);
    }

    @Override
    public IncrementReader reader() {
        List<IncrementReader> readers = paths.stream().map(BrownianPath::reader).toList();
        int size = paths.get(0).components();
        var one = new Increments(level(), size);
        return (from, to, into) -> {
            for (int path = 0; path < readers.size(); path++) {
                readers.get(path).read(from, to, one);
                for (int i = 0; i < size; i++) {
                    into.set(path * size + i, one.w(i), one.h(i), one.k(i));
                }
            }
            into.over(one.length());
        };
    }

    @Override
    public void check(StepPlan plan) {
        paths.forEach(path -> path.check(plan));
    }
}
