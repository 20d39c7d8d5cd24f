package org.palinode.ode.noise;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/** The path −W. */
record MirroredPath(BrownianPath<Tensor> path) implements BrownianPath<Tensor> {
    @Override
    public Tensor zero() {
        return path.zero();
    }

    @Override
    public LevyArea level() {
        return path.level();
    }

    @Override
    public double shortestInterval() {
        return path.shortestInterval();
    }

    @Override
    public List<RandomKey> keys() {
        return path.keys();
    }

    @Override
    public MirroredPath fold(long index) {
        return new MirroredPath(path.fold(index));
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return path.isKnownBetweenSteps();
    }

    @Override
    public IncrementReader reader() {
        IncrementReader reader = path.reader();
        return (from, to, into) -> {
            reader.read(from, to, into);
            for (int i = 0; i < into.components(); i++) {
                into.set(i, -into.w(i), -into.h(i), -into.k(i));
            }
        };
    }

    @Override
    public void check(StepPlan plan) {
        path.check(plan);
    }
}
