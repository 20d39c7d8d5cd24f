package org.palinode.autodiff;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Source of random tensors: the same key gives the same numbers, on every machine and in every order of calls. Use a key of its own for
 * each purpose, made by {@link #fold}.
 *
 * <p>The i-th word of a key is mix(seed + (i + 1)γ), the sequence of {@link java.util.SplittableRandom}. Source: G. L. Steele, D. Lea, C.
 * H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, doi:10.1145/2660193.2660195.
 */
public record RandomKey(long seed) {
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
        return Words.fold(seed, index);
    }

    // ---- numbers

    /** Independent standard normal numbers. */
    public Tensor normal(TensorType type) {
        return each(type, i -> Words.normal(seed, i));
    }

    /** Independent standard normal float64 numbers of this shape. */
    public Tensor normal(int... dims) {
        return normal(TensorType.float64(dims));
    }

    /** Independent numbers, uniform between {@code low} and {@code high}. */
    public Tensor uniform(TensorType type, double low, double high) {
        if (!(Math.abs(low) <= Double.MAX_VALUE && Math.abs(high) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("uniform numbers need finite bounds, got " + low + " and " + high);
        }
        return each(type, i -> low + (high - low) * unit(i));
    }

    /** Independent numbers of the exponential law with mean 1. */
    public Tensor exponential(TensorType type) {
        return each(type, i -> -StrictMath.log(unit(i)));
    }

    /** Independent numbers of Gumbel's law, the largest of many: −log(−log u). */
    public Tensor gumbel(TensorType type) {
        return each(type, i -> -StrictMath.log(-StrictMath.log(unit(i))));
    }

    /**
     * Independent standard normal numbers between {@code low} and {@code high}, also far out in a tail.
     *
     * @throws IllegalArgumentException unless low &lt; high
     */
    public Tensor truncatedNormal(TensorType type, double low, double high) {
        TruncatedNormal law = new TruncatedNormal(low, high);
        return each(type, i -> law.number(fold(seed, i)));
    }

    /**
     * Independent numbers of the gamma law with this shape and scale 1. For a law whose shape is differentiated: {@link #gamma(Tensor)}.
     *
     * @throws IllegalArgumentException unless the shape is positive and finite
     */
    public Tensor gamma(TensorType type, double shape) {
        GammaLaw law = new GammaLaw(shape);
        return each(type, i -> law.number(fold(seed, i)));
    }

    /**
     * Independent numbers of the gamma law with scale 1 and the shape that stands there, also for shapes that a program computes; NaN where a shape is
     * not positive and finite. Members of a batch draw alike, as a loop over them would.
     *
     * <p>First derivatives keep the probability of less fixed, so the derivative of a mean is the mean of derivatives; second ones are refused. Their
     * relative error is 1e-13 up to shapes of 1e4, and grows like the root of the shape. Source: M. Figurnov, S. Mohamed, A. Mnih, "Implicit
     * Reparameterization Gradients", NeurIPS 2018, arXiv:1805.08498.
     *
     * @return numbers of the shape and type of {@code shapes}
     */
    public Tensor gamma(Tensor shapes) {
        Objects.requireNonNull(shapes, "gamma needs the shapes of its laws, got null");
        return Tensor.apply(new GammaDraws(seed, shapes.size()), shapes);
    }

    // ---- choices

    /** 1 with this probability, else 0, independently for each number. */
    public Tensor bernoulli(TensorType type, double probability) {
        return each(type, i -> unit(i) < probability ? 1 : 0);
    }

    /** 1 with the probability that stands there, else 0, independently for each number; also for probabilities that a program computes. */
    public Tensor bernoulli(Tensor probabilities) {
        Objects.requireNonNull(probabilities, "bernoulli needs probabilities, got null");
        return uniform(probabilities.type(), 0, 1).less(probabilities);
    }

    /**
     * Classes drawn by logits, logarithms of probabilities up to a constant, along an axis, which disappears; also for logits that a program
     * computes. Source: the largest of the logits with Gumbel's noise on them.
     */
    public Indices categorical(Tensor logits, int axis) {
        Objects.requireNonNull(logits, "categorical needs logits, got null");
        return gumbel(logits.type()).plus(logits).argmax(axis);
    }

    /** The positions 0 to before {@code n} in a random order. */
    public Indices permutation(int n) {
        return uniform(TensorType.float64(n), 0, 1).sort(0).order();
    }

    private static Tensor each(TensorType type, IntToDoubleFunction number) {
        Buffer.requireRoom(Objects.requireNonNull(type, "random numbers need the type of a tensor, got null"));
        double[] values = new double[type.size()];
        Arrays.setAll(values, number);
        return Tensor.of(type, values);
    }

    // ---- words

    /** The number {@code index} of this key, uniform strictly between 0 and 1. */
    public double unit(long index) {
        return unit(seed, index);
    }

    /** The number {@code index} of the key of {@code seed}: {@link #unit(long)} in loops that make no objects. */
    public static double unit(long seed, long index) {
        return Words.unit(seed, index);
    }
}
