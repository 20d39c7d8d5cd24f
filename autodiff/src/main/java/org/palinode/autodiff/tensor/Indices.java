package org.palinode.autodiff.tensor;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Whole numbers that count and pick, in an array of any shape: positions along an axis, classes. They are known when a program is traced,
 * or computed in it, as those of {@link Tensor#argmax}. No derivative passes through them. They are no {@link Tensor}: where a number is
 * meant, code with indices does not compile, and {@link #numbers} makes the step on purpose.
 *
 * <p>A record of a tensor, so that trees may hold indices. They are exact to 2⁵³.
 *
 * @param stored the whole numbers, as float64
 */
public record Indices(Tensor stored) {
    public Indices {
        Objects.requireNonNull(stored, "indices need numbers, got null");
        if (stored.dtype() != DType.FLOAT64) {
            throw new IllegalArgumentException(
                    "indices are kept in float64, got " + stored.type() + "; use Indices.of(tensor)");
        }
    }

    // ---- making them

    public static Indices of(int... indices) {
        Objects.requireNonNull(indices, "Indices.of needs numbers, got null");
        return of(Shape.of(indices.length), indices);
    }

    /**
     * Indices in row-major order.
     *
     * @throws IllegalArgumentException if the shape holds more or fewer
     */
    public static Indices of(Shape shape, int... indices) {
        Objects.requireNonNull(indices, "Indices.of needs numbers, got null");
        return new Indices(
                Tensor.of(shape, IntStream.of(indices).asDoubleStream().toArray()));
    }

    /**
     * The numbers of a tensor as indices; a traced one is looked at where it picks something.
     *
     * @throws IllegalArgumentException if a number is not whole
     */
    public static Indices of(Tensor numbers) {
        Objects.requireNonNull(numbers, "Indices.of needs numbers, got null");
        if (!numbers.isSymbolic()) {
            Buffer buffer = numbers.buffer();
            for (int i = 0; i < buffer.size(); i++) {
                if (buffer.get(i) != Math.rint(buffer.get(i)) || Double.isInfinite(buffer.get(i))) {
                    throw new IllegalArgumentException("indices are whole numbers, got " + buffer.get(i) + " as number "
                            + i + " of " + buffer.size() + "; round them, for instance by floor()");
                }
            }
        }
        return new Indices(numbers.cast(DType.FLOAT64).stopGradient());
    }

    /** 0, 1 and so on to before {@code n}. */
    public static Indices range(int n) {
        return new Indices(Tensor.arange(n));
    }

    // ---- what they are

    public Shape shape() {
        return stored.shape();
    }

    public int size() {
        return stored.size();
    }

    /** The same as numbers, float64, through which no gradient passes. */
    public Tensor numbers() {
        return stored.stopGradient();
    }

    /**
     * A copy in row-major order.
     *
     * @throws IllegalStateException if they are computed in a program that is being traced
     * @throws IllegalArgumentException if one is larger than an int, or no whole number
     */
    public int[] toArray() {
        return Arrays.stream(stored.toArray()).mapToInt(Indices::whole).toArray();
    }

    private static int whole(double number) {
        if ((int) number != number) {
            throw new IllegalArgumentException("indices reach from -2147483648 to 2147483647, got " + number);
        }
        return (int) number;
    }

    // ---- arithmetic

    private static Indices required(Indices other) {
        return Objects.requireNonNull(other, "this needs other indices, got null");
    }

    public Indices plus(Indices other) {
        return new Indices(stored.plus(required(other).stored));
    }

    public Indices plus(int other) {
        return new Indices(stored.plus(other));
    }

    public Indices minus(Indices other) {
        return new Indices(stored.minus(required(other).stored));
    }

    public Indices minus(int other) {
        return new Indices(stored.minus(other));
    }

    public Indices times(int other) {
        return new Indices(stored.times(other));
    }

    /**
     * The remainder of a division by {@code other}, of its sign.
     *
     * @throws IllegalArgumentException if {@code other} is 0
     */
    public Indices mod(int other) {
        if (other == 0) {
            throw new IllegalArgumentException("indices have no remainder of a division by 0");
        }
        return new Indices(stored.mod(other));
    }

    /** 1 where they are equal, 0 elsewhere, as float64. */
    public Tensor equalTo(Indices other) {
        return numbers().equalTo(required(other).numbers());
    }

    public Tensor equalTo(int other) {
        return numbers().equalTo(other);
    }

    /** For each index a row [n] of zeros, with 1 at its place; zeros alone where it is below 0 or at least n. */
    public Tensor oneHot(int n) {
        return numbers().expandDims(-1).equalTo(Tensor.arange(n));
    }

    // ---- shapes and parts

    public Indices reshape(int... dims) {
        return new Indices(stored.reshape(dims));
    }

    /** The part at these positions of the leading axes, which disappear. */
    public Indices get(int... positions) {
        return new Indices(stored.get(positions));
    }

    /** The part from {@code start} to before {@code stop} along an axis; negative ones count from the end. */
    public Indices slice(int axis, int start, int stop) {
        return new Indices(stored.slice(axis, start, stop));
    }

    /** The indices at these positions along an axis. */
    public Indices take(int axis, Indices positions) {
        return new Indices(stored.take(axis, positions));
    }

    /**
     * The same indices, of which none may count from the end: all lie in [0, {@code count}). For labels and the like, of which a negative one
     * marks that there is none.
     *
     * @param need beginning of the text of a refusal, such as "cross entropy needs labels"
     * @param remedy its end
     * @throws IllegalArgumentException if one lies elsewhere, when it is met
     */
    public Indices within(int count, String need, String remedy) {
        Objects.requireNonNull(need, "within needs the beginning of its refusal, got null");
        Objects.requireNonNull(remedy, "within needs the end of its refusal, got null");
        return new Indices(Tensor.apply(new Within(count, need, remedy), numbers()));
    }

    /** The type of {@code stored} for indices of a shape. */
    static TensorType type(Shape shape) {
        return new TensorType(DType.FLOAT64, shape);
    }

    static String text(double number) {
        return number == (long) number ? Long.toString((long) number) : Double.toString(number);
    }

    @Override
    public String toString() {
        return "indices " + shape()
                + (stored.isSymbolic()
                        ? ""
                        : Arrays.stream(stored.toArray())
                                .mapToObj(Indices::text)
                                .collect(Collectors.joining(", ", " [", "]")));
    }
}
