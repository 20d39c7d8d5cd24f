package org.palinode.ode.noise;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Brownian increments of steps that are known beforehand, each drawn for itself from the key and the bits of its ends: the fastest noise, for training
 * with constant steps. A step that is taken again, or reversed, hears the same noise. Over other steps it is another path: for adaptive steps, events or
 * comparisons of step sizes take a {@link VirtualBrownianTree}.
 *
 * @param key from which all numbers come
 */
public record IndependentIncrements<W>(RandomKey key, LevyArea level, W zero) implements BrownianPath<W> {
    public IndependentIncrements {
        Objects.requireNonNull(key, "Brownian increments need a key, such as RandomKey.of(0)");
        Objects.requireNonNull(level, "Brownian increments need a level, such as LevyArea.NONE");
        Objects.requireNonNull(zero, "Brownian increments need the shape of their noise, as zeros");
    }

    /** Increments W for a noise of this shape. */
    public static IndependentIncrements<Tensor> of(RandomKey key, int... dims) {
        return new IndependentIncrements<>(key, LevyArea.NONE, Tensor.zeros(dims));
    }

    /** Other increments, with the Lévy areas of this level. */
    public IndependentIncrements<W> with(LevyArea other) {
        return new IndependentIncrements<>(key, other, zero);
    }

    @Override
    public List<RandomKey> keys() {
        return List.of(key);
    }

    @Override
    public IndependentIncrements<W> fold(long index) {
        return new IndependentIncrements<>(key.fold(index), level, zero);
    }

    @Override
    public boolean isKnownBetweenSteps() {
        return false;
    }

    @Override
    public IncrementReader reader() {
        var draw = new NodeBridge(new KeyedNormals(key, components()), level, components());
        return (from, to, into) -> {
            double first = Math.min(from, to);
            double last = Math.max(from, to);
            into.over(last - first);
            draw.whole(RandomKey.fold(RandomKey.fold(key.seed(), bits(first)), bits(last)), into);
            if (to < from) {
                into.reverse();
            }
        };
    }

    /** All 64 bits; both zeros are one time. */
    private static long bits(double time) {
        return Double.doubleToLongBits(time + 0.0);
    }

    @Override
    public void check(StepPlan plan) {
        plan.requireKnown("independent increments");
    }

    /** True for a path of the same numbers, which may have been made anew. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IndependentIncrements<?> path && values().equals(path.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(key, level, NoiseShape.of(zero));
    }
}
