package org.palinode.ode.noise;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.RandomKey;

/**
 * Path that stays the same whatever it is folded with: one noise for all instances of {@code SolveEach}, so that they differ in what else differs.
 *
 * @param path that all hear
 */
public record CommonPath<W>(BrownianPath<W> path) implements BrownianPath<W> {
    public CommonPath {
        Objects.requireNonNull(path, "a CommonPath needs a Brownian path, such as VirtualBrownianTree.of(...)");
    }

    @Override
    public W zero() {
        return path.zero();
    }

    @Override
    public LevyArea level() {
        return path.level();
    }

    @Override
    public List<RandomKey> keys() {
        return path.keys();
    }

    @Override
    public CommonPath<W> fold(long index) {
        return this;
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return path.isKnownBetweenSteps();
    }

    @Override
    public double shortestInterval() {
        return path.shortestInterval();
    }

    @Override
    public IncrementReader reader() {
        return path.reader();
    }

    @Override
    public void check(StepPlan plan) {
        path.check(plan);
    }
}
