package org.palinode.autodiff;

import java.util.Objects;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Source of random tensors: the same key gives the same numbers, on every machine and in every order of calls. Use a key of its own for
 * each purpose, made by {@link #fold}.
 *
 * <p>The i-th word of a key is mix(seed + (i + 1)γ), the sequence of {@link java.util.SplittableRandom}. Source: G. L. Steele, D. Lea, C.
 * H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, doi:10.1145/2660193.2660195.
 */
public record RandomKey(long seed) {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final long CHILDREN = 0x5851f42d4c957f2dL;

    /** The key of a seed. */
    public static RandomKey of(long seed) {
        return new RandomKey(seed);
    }

    /** The key number {@code index} below this one; keys of different indices are independent of each other and of this. */
    public RandomKey fold(long index) {
        return new RandomKey(fold(seed, index));
    }

    /** The seed of the key number {@code index} below the key of {@code seed}: {@link #fold(long)} in loops that make no objects. */
    public static long fold(long seed, long index) {
        return mix(mix(seed ^ CHILDREN) + (index + 1) * GAMMA);
    }

    /** Independent standard normal numbers. */
    public Tensor normal(TensorType type) {
        requireRoom(type);
        double[] values = new double[type.size()];
        for (int i = 0; i < values.length; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(2L * i)));
            values[i] = radius * StrictMath.cos(2 * Math.PI * unit(2L * i + 1));
        }
        return Tensor.of(type, values);
    }

    /** Independent standard normal float64 numbers of this shape. */
    public Tensor normal(int... dims) {
        return normal(TensorType.float64(dims));
    }

    /** Independent numbers, uniform between {@code low} and {@code high}. */
    public Tensor uniform(TensorType type, double low, double high) {
        requireRoom(type);
        if (!(Math.abs(low) <= Double.MAX_VALUE && Math.abs(high) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("uniform numbers need finite bounds, got " + low + " and " + high);
        }
        double[] values = new double[type.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + (high - low) * unit(i);
        }
        return Tensor.of(type, values);
    }

    private static void requireRoom(TensorType type) {
        Buffer.requireRoom(Objects.requireNonNull(type, "random numbers need the type of a tensor, got null"));
    }

    /** The number {@code index} of this key, uniform strictly between 0 and 1. */
    public double unit(long index) {
        return unit(seed, index);
    }

    /** The number {@code index} of the key of {@code seed}: {@link #unit(long)} in loops that make no objects. */
    public static double unit(long seed, long index) {
        return ((mix(seed + (index + 1) * GAMMA) >>> 11) + 0.5) * 0x1p-53;
    }

    private static long mix(long z) {
        long once = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
