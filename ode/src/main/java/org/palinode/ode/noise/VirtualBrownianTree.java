package org.palinode.ode.noise;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Brownian path over [t0, t1] that is known at any time: any steps, constant or adaptive, forward or back. Intervals are halved until they
 * are no longer than the tolerance. The law is exact for times that are at least the tolerance apart, so it may be no longer than the
 * smallest step. Increments in order cost one halving a cell and step; the memory is logarithmic.
 *
 * <p>Source: A. Jelinčič, J. Foster, P. Kidger, "Single-seed generation of Brownian paths and integrals for adaptive and high order SDE
 * solvers", 2024, arXiv:2405.06464.
 *
 * @param key from which all numbers come; a level of areas has a path of its own
 * @param tolerance in the unit of time
 */
public record VirtualBrownianTree<W>(RandomKey key, double t0, double t1, double tolerance, LevyArea level, W zero)
        implements BrownianPath<W> {
    /** @throws IllegalArgumentException if t0 is not before t1, or the tolerance is not positive, longer than t1 − t0 or below rounding of time */
    public VirtualBrownianTree {
        Objects.requireNonNull(key, "a Brownian path needs a key, such as RandomKey.of(0)");
        Objects.requireNonNull(level, "a Brownian path needs a level, such as LevyArea.NONE");
        Objects.requireNonNull(zero, "a Brownian path needs the shape of its noise, as zeros");
        if (!(t0 < t1) || Double.isInfinite(t1 - t0)) {
            throw new IllegalArgumentException("a Brownian path needs finite times t0 < t1, got " + t0 + " and " + t1
                    + "; a solve back in time takes the path over the same times");
        }
        double finest = 4 * Math.ulp(Math.max(Math.abs(t0), Math.abs(t1)));
        if (!(tolerance >= finest && tolerance <= t1 - t0)) {
            throw new IllegalArgumentException("the tolerance of a Brownian path must lie between 4 ulp of its times, "
                    + finest + ", and t1 - t0 = " + (t1 - t0) + ", got " + tolerance
                    + "; half of the smallest step is good");
        }
    }

    /** A path of increments W for a noise of this shape. */
    public static VirtualBrownianTree<Tensor> of(RandomKey key, double t0, double t1, double tolerance, int... dims) {
        return new VirtualBrownianTree<>(key, t0, t1, tolerance, LevyArea.NONE, Tensor.zeros(dims));
    }

    /** Another path, with the Lévy areas of this level. */
    public VirtualBrownianTree<W> with(LevyArea other) {
        return new VirtualBrownianTree<>(key, t0, t1, tolerance, other, zero);
    }

    @Override
    public List<RandomKey> keys() {
        return List.of(key);
    }

    /** The length of a cell, which is the tolerance or up to half of it. */
    @Override
    public double shortestInterval() {
        return TreeGrid.of(t0, t1, tolerance).cellLength();
    }

    @Override
    public VirtualBrownianTree<W> fold(long index) {
        return new VirtualBrownianTree<>(key.fold(index), t0, t1, tolerance, level, zero);
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return true;
    }

    @Override
    public IncrementReader reader() {
        return new TreeCursor(t0, t1, tolerance, new KeyedNormals(key, components()), level, components());
    }

    @Override
    public void check(StepPlan plan) {
        plan.requireWithin(t0, t1);
        if (!(plan.shortest() * (1 + 1e-9) >= tolerance)) { // steps are differences of times that are rounded
            throw new IllegalArgumentException("the tolerance of a VirtualBrownianTree, " + tolerance
                    + ", must not exceed the shortest step, which is " + plan.shortest()
                    + ": the law of shorter increments would be wrong; make the tolerance smaller, or bound the steps from below, as by"
                    + " PIDController.withDtmin");
        }
    }

    /** True for a path of the same numbers, which may have been made anew. */
    @Override
    public boolean equals(Object other) {
        return other instanceof VirtualBrownianTree<?> path && values().equals(path.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(key, t0, t1, tolerance, level, NoiseShape.of(zero));
    }
}
