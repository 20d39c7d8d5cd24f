package org.palinode.autodiff.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Array of numbers of one type and any rank: an immutable value, with numpy's names and broadcasting. Elementwise methods broadcast their
 * inputs to one shape, which is that of the result.
 *
 * <p>A tensor is concrete, or it is followed by a {@link Trace}: recorded on a tape, carried along with a tangent, or symbolic. A symbolic
 * tensor stands for a value of a program being traced. The same methods work on all of them. A symbolic tensor has no numbers yet, and
 * reading them throws an {@link IllegalStateException}; use {@link #where} for a choice that depends on them.
 *
 * <p>Operations need tensors of one type of number. There is one exception: a float64 scalar among float32 tensors, such as the time in a
 * float32 model, is rounded to float32.
 *
 * <p>Numbers may be read from a tensor that is being differentiated, to print them or to branch on them. A tensor made from them is a
 * constant. A derivative refuses a result that depends on its variables in no other way. Read from {@link #stopGradient} what is meant to
 * be constant.
 *
 * <p>Arguments are never written to, and arrays that are returned are copies. Shapes that do not fit are refused with an
 * {@link IllegalArgumentException} that names both. Null is refused with a {@link NullPointerException} that says what is needed.
 */
public abstract non-sealed class Tensor
        implements TensorArithmetic,
                TensorComparisons,
                TensorFunctions,
                TensorProducts,
                TensorShapes,
                TensorParts,
                TensorPicking,
                TensorReductions {
    private static final double SQRT_HALF = Math.sqrt(0.5);

    private final TensorType type;

    protected Tensor(TensorType type) {
        this.type = type;
    }

    // ---- making tensors

    /** A float64 scalar []. */
    public static Tensor scalar(double value) {
        return new Constant(value, TensorType.float64());
    }

    /** A float64 vector [n]. */
    public static Tensor of(double... values) {
        Objects.requireNonNull(values, "Tensor.of needs numbers, got null");
        return of(Shape.of(values.length), values);
    }

    /**
     * A float64 tensor of this shape, with the values in row-major order.
     *
     * @throws IllegalArgumentException if there are more or fewer values than the shape has
     */
    public static Tensor of(Shape shape, double... values) {
        Objects.requireNonNull(shape, "Tensor.of needs a shape, got null");
        return of(new TensorType(DType.FLOAT64, shape), values);
    }

    /**
     * A tensor of this type, with the values in row-major order, rounded to the type.
     *
     * @throws IllegalArgumentException if there are more or fewer values than the shape has
     */
    public static Tensor of(TensorType type, double... values) {
        Objects.requireNonNull(type, "Tensor.of needs a type, got null");
        Objects.requireNonNull(values, "Tensor.of needs numbers, got null");
        return owning(Buffer.of(type, values));
    }

    /**
     * A float64 matrix [rows, columns].
     *
     * @throws IllegalArgumentException if rows have different lengths
     */
    public static Tensor of(double[][] rows) {
        Objects.requireNonNull(rows, "Tensor.of needs rows, got null");
        int columns = rows.length == 0 ? 0 : row(rows, 0).length;
        double[] values = new double[Shape.of(rows.length, columns).size()];
        for (int row = 0; row < rows.length; row++) {
            if (row(rows, row).length != columns) {
                throw new IllegalArgumentException("rows of a matrix have one length, row 0 has " + columns
                        + " and row " + row + " has " + rows[row].length);
            }
            System.arraycopy(rows[row], 0, values, row * columns, columns);
        }
        return of(Shape.of(rows.length, columns), values);
    }

    private static double[] row(double[][] rows, int index) {
        return Objects.requireNonNull(rows[index], () -> "row " + index + " of a matrix is null");
    }

    /** A float32 vector [n]. */
    public static Tensor float32(float... values) {
        Objects.requireNonNull(values, "Tensor.float32 needs numbers, got null");
        double[] wide =
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        return of(new TensorType(DType.FLOAT32, Shape.of(values.length)), wide);
    }

    /**
     * A copy of an ND4J array of FLOAT or DOUBLE, in any order, or of a view.
     *
     * @throws IllegalArgumentException if the array is of another type
     * @throws org.palinode.autodiff.memory.NativeLibraryException if ND4J itself is missing: the dependency {@code palinode-nd4j} brings it
     */
    public static Tensor of(INDArray array) {
        return owning(Nd4jArrays.copy(array));
    }

    /** A float64 tensor of zeros, of this shape. */
    public static Tensor zeros(int... dims) {
        return full(TensorType.float64(dims), 0);
    }

    /** A float64 tensor of ones, of this shape. */
    public static Tensor ones(int... dims) {
        return full(TensorType.float64(dims), 1);
    }

    /** A tensor of one number everywhere, rounded to the type. Costs no memory. */
    public static Tensor full(TensorType type, double value) {
        Objects.requireNonNull(type, "Tensor.full needs a type, got null");
        return new Constant(type.dtype().round(value), type);
    }

    /**
     * The float64 vector 0, 1, ..., n − 1.
     *
     * @throws IllegalArgumentException if n is negative
     */
    public static Tensor arange(int n) {
        requireCount("arange", n);
        Buffer.requireRoom(TensorType.float64(n));
        return of(IntStream.range(0, n).asDoubleStream().toArray());
    }

    /**
     * The float64 vector of n numbers from {@code first} to {@code last}, both included, equally spaced.
     *
     * @throws IllegalArgumentException if n is negative
     */
    public static Tensor linspace(double first, double last, int n) {
        requireCount("linspace", n);
        Buffer.requireRoom(TensorType.float64(n));
        double step = n > 1 ? (last - first) / (n - 1) : 0;
        return of(IntStream.range(0, n)
                .mapToDouble(i -> i == n - 1 && n > 1 ? last : first + i * step)
                .toArray());
    }

    /**
     * The float64 identity [n, n].
     *
     * @throws IllegalArgumentException if n is negative
     */
    public static Tensor eye(int n) {
        Shape shape = Shape.of(n, n);
        Buffer.requireRoom(TensorType.float64(n, n));
        double[] values = new double[shape.size()];
        for (int i = 0; i < n; i++) {
            values[i * n + i] = 1;
        }
        return of(shape, values);
    }

    private static void requireCount(String what, int n) {
        if (n < 0) {
            throw new IllegalArgumentException(what + " makes 0 or more numbers, asked for " + n);
        }
    }

    /** A concrete tensor that owns {@code buffer}, which nobody may write to from now on. */
    public static Tensor owning(Buffer buffer) {
        return new ConcreteTensor(buffer);
    }

    /** A concrete tensor of a copy of the numbers in {@code buffer}. */
    public static Tensor copyOf(Buffer buffer) {
        Buffer copy = Buffer.allocate(buffer.type());
        copy.copyFrom(buffer);
        return owning(copy);
    }

    public final Tensor zerosLike() {
        return full(type, 0);
    }

    public final Tensor onesLike() {
        return full(type, 1);
    }

    // ---- what it is

    public final TensorType type() {
        return type;
    }

    public final DType dtype() {
        return type.dtype();
    }

    public final Shape shape() {
        return type.shape();
    }

    public final int rank() {
        return shape().rank();
    }

    public final int size() {
        return type.size();
    }

    /** The types of the tensors, in order. */
    public static List<TensorType> types(List<Tensor> tensors) {
        Objects.requireNonNull(tensors, "needs tensors, got null");
        TensorType[] types = new TensorType[tensors.size()];
        for (int i = 0; i < types.length; i++) {
            Tensor tensor = tensors.get(i);
            if (tensor == null) {
                throw new NullPointerException("tensor " + i + " of " + types.length + " is null");
            }
            types[i] = tensor.type();
        }
        return List.of(types);
    }

    // ---- its numbers

    /** True for a value of a program being traced, which has no numbers yet. */
    public boolean isSymbolic() {
        return false;
    }

    /** True for a value of a program being traced, or for one that stands for several such values, as a member of a batch does. */
    public boolean isInProgram() {
        return false;
    }

    /**
     * The concrete tensor behind this one.
     *
     * @throws IllegalStateException if this tensor is symbolic
     */
    public abstract Tensor concrete();

    /**
     * The memory of the concrete tensor, to be read only.
     *
     * @throws IllegalStateException if this tensor is symbolic
     */
    public abstract Buffer buffer();

    /**
     * The only number of a tensor of size 1.
     *
     * @throws IllegalArgumentException if the tensor has more or fewer numbers
     * @throws IllegalStateException if it is symbolic
     */
    public final double item() {
        if (size() != 1) {
            throw new IllegalArgumentException(
                    "item() needs a tensor of one number, this one is " + type + "; use get(...) or toArray()");
        }
        return read().get(0);
    }

    /**
     * A copy of the numbers in row-major order.
     *
     * @throws IllegalStateException if the tensor is symbolic
     */
    public final double[] toArray() {
        return read().toArray();
    }

    /**
     * A copy as an ND4J array of the same type and shape.
     *
     * @throws IllegalStateException if the tensor is symbolic
     * @throws org.palinode.autodiff.memory.NativeLibraryException if ND4J itself is missing: the dependency {@code palinode-nd4j} brings it
     */
    public final INDArray toINDArray() {
        return Nd4jArrays.copy(read());
    }

    private Buffer read() {
        Buffer numbers = buffer();
        noteRead();
        return numbers;
    }

    /** Notes that numbers are read: a tensor made from them is a constant to the trace that follows this tensor. */
    protected void noteRead() {}
    // ---- of several

    /**
     * The numbers of {@code yes} where {@code condition} is not 0, those of {@code no} elsewhere. No gradient reaches the number that is
     * not chosen.
     */
    public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return apply(Comparisons.WHERE, condition, yes, no);
    }

    /**
     * The tensors one after another along an axis; their other axes must be equal.
     *
     * @throws IllegalArgumentException if there is none, or they do not fit
     */
    public static Tensor concatenate(int axis, List<Tensor> parts) {
        requireParts("concatenate", parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("concatenate needs at least one tensor");
        }
        return parts.size() == 1
                ? parts.get(0)
                : apply(new Concatenate(parts.get(0).shape().axis(axis)), parts).get(0);
    }

    /** The tensors one after another along an axis; see {@link #concatenate(int, List)}. */
    public static Tensor concatenate(int axis, Tensor... parts) {
        Objects.requireNonNull(parts, "concatenate needs tensors, got null");
        return concatenate(axis, Arrays.asList(parts));
    }

    /**
     * The tensors of one shape side by side along a new axis, which is {@code axis} of the result; negative axes count from its end.
     *
     * @throws IllegalArgumentException if there is none, or they do not fit
     */
    public static Tensor stack(int axis, List<Tensor> parts) {
        requireParts("stack", parts);
        return concatenate(
                axis,
                parts.stream()
                        .map(part -> part.reshape(part.shape().insert(axis, 1)))
                        .toList());
    }

    /** The tensors side by side along a new axis; see {@link #stack(int, List)}. */
    public static Tensor stack(int axis, Tensor... parts) {
        Objects.requireNonNull(parts, "stack needs tensors, got null");
        return stack(axis, Arrays.asList(parts));
    }

    /**
     * The tensors of one shape side by side along a new first axis.
     *
     * @throws IllegalArgumentException if there is none, or they do not fit
     */
    public static Tensor stack(Tensor... parts) {
        return stack(0, parts);
    }

    /**
     * The sum of products by letters, one for each axis: {@code einsum("bij,bjk->bik", a, b)} multiplies batches of matrices. A letter that the
     * result lacks is summed over, one that stands twice in a tensor takes its diagonal. Three dots stand for any further axes, which
     * broadcast from the last one on: {@code einsum("...ij,...jk->...ik", a, b)}. Of many tensors two are multiplied at a time, as matrices.
     *
     * @throws IllegalArgumentException if letters and shapes do not fit
     */
    public static Tensor einsum(String formula, Tensor... tensors) {
        Objects.requireNonNull(formula, "einsum needs a formula, got null");
        Objects.requireNonNull(tensors, "einsum needs tensors, got null");
        requireParts("einsum", Arrays.asList(tensors));
        return Einsum.of(formula, Arrays.asList(tensors));
    }

    /** The same numbers, rounded to another type of number. */
    public final Tensor cast(DType dtype) {
        Objects.requireNonNull(dtype, "cast needs a type of number, got null");
        return dtype == dtype() ? this : apply(new Cast(dtype), this);
    }

    // ---- gradients

    /** The same numbers, through which no gradient passes. */
    public final Tensor stopGradient() {
        return apply(new StopGradient(), this);
    }

    // ---- dispatch

    static void requireTensor(String what, Tensor tensor) {
        Objects.requireNonNull(tensor, () -> what + " needs two tensors, the second is null");
    }

    static void requireShape(String what, Object shape) {
        Objects.requireNonNull(shape, () -> what + " needs a shape, got null");
    }

    static void requireParts(String what, List<Tensor> parts) {
        Objects.requireNonNull(parts, () -> what + " needs tensors, got null");
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            Objects.requireNonNull(parts.get(i), () -> what + " needs tensors, part " + part + " is null");
        }
    }

    /** Applies a primitive of one output; see {@link #apply(Primitive, List)}. */
    public static Tensor apply(Primitive primitive, Tensor... inputs) {
        Objects.requireNonNull(inputs, "apply needs inputs, got null");
        return apply(primitive, Arrays.asList(inputs)).get(0);
    }

    static void requireInputs(Primitive primitive, List<Tensor> inputs) {
        Objects.requireNonNull(primitive, "apply needs a primitive, got null");
        Objects.requireNonNull(inputs, "apply needs inputs, got null");
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) == null) {
                throw new NullPointerException(primitive.name() + " needs tensors, input " + i + " is null");
            }
        }
    }

    /**
     * Applies a primitive: at once if all inputs are concrete, otherwise by the latest trace among them.
     *
     * @throws IllegalArgumentException if the primitive refuses the types or shapes
     */
    public static List<Tensor> apply(Primitive primitive, List<Tensor> given) {
        requireInputs(primitive, given);
        List<Tensor> inputs = MixedTypes.resolve(primitive, given);
        Trace latest = null;
        for (Tensor input : inputs) {
            if (input instanceof TracedTensor traced
                    && (latest == null || traced.follower().level() > latest.level())) {
                latest = traced.follower();
            }
        }
        List<Tensor> known = primitive.fold(inputs);
        if (known != null) {
            return known;
        }
        return latest == null ? primitive.execute(inputs) : latest.apply(primitive, inputs);
    }

    /** The {@code value} as a scalar of this tensor's type of number. */
    final Tensor like(double value) {
        return full(new TensorType(dtype(), Shape.scalar()), value);
    }
}
