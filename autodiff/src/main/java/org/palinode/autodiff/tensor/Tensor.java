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
public abstract class Tensor {
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

    // ---- elementwise, with broadcasting

    public final Tensor plus(Tensor other) {
        return apply(Arithmetic.ADD, this, other);
    }

    public final Tensor plus(double value) {
        return plus(like(value));
    }

    public final Tensor minus(Tensor other) {
        return apply(Arithmetic.SUBTRACT, this, other);
    }

    public final Tensor minus(double value) {
        return minus(like(value));
    }

    public final Tensor times(Tensor other) {
        return apply(Arithmetic.MULTIPLY, this, other);
    }

    public final Tensor times(double value) {
        return times(like(value));
    }

    /** The quotient; division by 0 gives infinities or NaN, as IEEE 754 says. */
    public final Tensor dividedBy(Tensor other) {
        return apply(Arithmetic.DIVIDE, this, other);
    }

    public final Tensor dividedBy(double value) {
        return dividedBy(like(value));
    }

    /** x to the power of {@code exponent}; see docs/guide/derivatives.md for the slopes at x = 0. */
    /** this / other, and 0 where this is 0, whatever the other is: an error in multiples of a tolerance that may be 0. */
    public final Tensor ratioTo(Tensor other) {
        return apply(Cotangents.STRONG_DIVIDE, this, other);
    }

    public final Tensor power(Tensor exponent) {
        return apply(Arithmetic.POWER, this, exponent);
    }

    public final Tensor power(double exponent) {
        return power(like(exponent));
    }

    public final Tensor square() {
        return times(this);
    }

    public final Tensor negate() {
        return apply(Arithmetic.NEGATE, this);
    }

    public final Tensor exp() {
        return apply(Exponentials.EXP, this);
    }

    /** e^x − 1 without cancellation near 0. */
    public final Tensor expm1() {
        return apply(Exponentials.EXPM1, this);
    }

    /** The natural logarithm: −∞ at 0, NaN below. */
    public final Tensor log() {
        return apply(Exponentials.LOG, this);
    }

    /** log(1 + x) without cancellation near 0. */
    public final Tensor log1p() {
        return apply(Exponentials.LOG1P, this);
    }

    /** The square root: NaN below 0; infinite slope at 0. */
    public final Tensor sqrt() {
        return apply(Arithmetic.SQRT, this);
    }

    public final Tensor sin() {
        return apply(Trigonometric.SIN, this);
    }

    public final Tensor cos() {
        return apply(Trigonometric.COS, this);
    }

    /** The arctangent, from −π/2 to π/2. */
    public final Tensor atan() {
        return apply(Trigonometric.ATAN, this);
    }

    public final Tensor tanh() {
        return apply(Exponentials.TANH, this);
    }

    /** 1/(1 + e^−x). */
    public final Tensor sigmoid() {
        return apply(Exponentials.SIGMOID, this);
    }

    /** log(1 + e^x), without overflow. */
    public final Tensor softplus() {
        return apply(Exponentials.SOFTPLUS, this);
    }

    /** max(x, 0); slope 0 at 0. */
    public final Tensor relu() {
        return apply(Kinked.RELU, this);
    }

    /** The error function. */
    public final Tensor erf() {
        return apply(Exponentials.ERF, this);
    }

    /** x (1 + erf(x/√2))/2. */
    public final Tensor gelu() {
        return times(times(SQRT_HALF).erf().plus(1)).times(0.5);
    }

    /** x sigmoid(x). */
    public final Tensor silu() {
        return times(sigmoid());
    }

    /** |x|; slope 0 at 0. */
    public final Tensor abs() {
        return apply(Kinked.ABS, this);
    }

    /** −1, 0 or 1; slope 0. */
    public final Tensor sign() {
        return apply(Kinked.SIGN, this);
    }

    /** The largest whole number that is not above each; slope 0. */
    public final Tensor floor() {
        return apply(Kinked.FLOOR, this);
    }

    /** The smaller number of each pair; at a tie each has half the slope. */
    public final Tensor minimum(Tensor other) {
        return apply(Kinked.MINIMUM, this, other);
    }

    public final Tensor minimum(double value) {
        return minimum(like(value));
    }

    /** The larger number of each pair; at a tie each has half the slope. */
    public final Tensor maximum(Tensor other) {
        return apply(Kinked.MAXIMUM, this, other);
    }

    public final Tensor maximum(double value) {
        return maximum(like(value));
    }

    /** 1 where this &lt; other, else 0; the other comparisons are alike. Slope 0. */
    public final Tensor less(Tensor other) {
        return apply(Comparisons.LESS, this, other);
    }

    public final Tensor less(double value) {
        return less(like(value));
    }

    public final Tensor lessEqual(Tensor other) {
        return apply(Comparisons.LESS_EQUAL, this, other);
    }

    public final Tensor lessEqual(double value) {
        return lessEqual(like(value));
    }

    public final Tensor greater(Tensor other) {
        return apply(Comparisons.GREATER, this, other);
    }

    public final Tensor greater(double value) {
        return greater(like(value));
    }

    public final Tensor greaterEqual(Tensor other) {
        return apply(Comparisons.GREATER_EQUAL, this, other);
    }

    public final Tensor greaterEqual(double value) {
        return greaterEqual(like(value));
    }

    public final Tensor equalTo(Tensor other) {
        return apply(Comparisons.EQUAL, this, other);
    }

    public final Tensor equalTo(double value) {
        return equalTo(like(value));
    }

    public final Tensor notEqualTo(Tensor other) {
        return apply(Comparisons.NOT_EQUAL, this, other);
    }

    public final Tensor notEqualTo(double value) {
        return notEqualTo(like(value));
    }

    /**
     * The numbers of {@code yes} where {@code condition} is not 0, those of {@code no} elsewhere. No gradient reaches the number that is
     * not chosen.
     */
    public static Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return apply(Comparisons.WHERE, condition, yes, no);
    }

    // ---- products

    /**
     * Matrix product by numpy's rules: [m, k] × [k, n] → [m, n]. A vector [k] is a row on the left and a column on the right, and its axis
     * disappears. Leading axes are batches and broadcast.
     *
     * @throws IllegalArgumentException if the inner dimensions differ, or one is a scalar
     */
    public final Tensor matmul(Tensor other) {
        requireTensor("matmul", other);
        return MatrixProducts.matmul(this, other);
    }

    /**
     * Scalar product Σ aᵢ bᵢ over all numbers of two tensors of one shape.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public final Tensor dot(Tensor other) {
        requireTensor("dot", other);
        if (!shape().equals(other.shape())) {
            throw new IllegalArgumentException(
                    "dot needs two tensors of one shape, got " + type + " and " + other.type);
        }
        return times(other).sum();
    }

    /**
     * The solution X of this × X = b, of the shape of b: this [n, n], b [n] or [n, k].
     *
     * @throws ArithmeticException if the matrix is singular
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public final Tensor solve(Tensor b) {
        requireTensor("solve", b);
        if (b.rank() == 1) {
            return apply(new Solve(false), this, b.reshape(b.size(), 1)).reshape(b.shape());
        }
        return apply(new Solve(false), this, b);
    }

    // ---- shapes

    /**
     * The same numbers in row-major order under another shape.
     *
     * @throws IllegalArgumentException if the shape holds more or fewer numbers
     */
    public final Tensor reshape(Shape shape) {
        requireShape("reshape", shape);
        return shape.equals(shape()) ? this : apply(new Reshape(shape), this);
    }

    /**
     * The same numbers in row-major order under another shape; one dim may be −1 and follows from the others.
     *
     * @throws IllegalArgumentException if the shape holds more or fewer numbers
     */
    public final Tensor reshape(int... dims) {
        requireShape("reshape", dims);
        int known = 1;
        int open = -1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == -1) {
                open = axis;
            } else {
                known *= dims[axis];
            }
        }
        int[] filled = dims.clone();
        if (open >= 0) {
            filled[open] = known == 0 ? 0 : size() / known;
        }
        return reshape(Shape.of(filled));
    }

    /** All numbers in row-major order, as a vector. */
    public final Tensor flatten() {
        return reshape(Shape.of(size()));
    }

    /** The tensor with its last two axes exchanged; a vector or scalar as it is. */
    public final Tensor transpose() {
        if (rank() < 2) {
            return this;
        }
        int[] axes = IntStream.range(0, rank()).toArray();
        axes[rank() - 1] = rank() - 2;
        axes[rank() - 2] = rank() - 1;
        return transpose(axes);
    }

    /**
     * The tensor with its axes in another order: axis i of the result is axis {@code axes[i]} of this.
     *
     * @throws IllegalArgumentException if {@code axes} is no permutation of the axes
     */
    public final Tensor transpose(int... axes) {
        Objects.requireNonNull(axes, "transpose needs axes, got null");
        return apply(new Transpose(IntStream.of(axes).boxed().toList()), this);
    }

    /**
     * The tensor stretched to {@code shape} by numpy's rules.
     *
     * @throws IllegalArgumentException if it does not broadcast to the shape
     */
    public final Tensor broadcastTo(Shape shape) {
        requireShape("broadcastTo", shape);
        return shape.equals(shape()) ? this : apply(new BroadcastTo(shape), this);
    }

    public final Tensor broadcastTo(int... dims) {
        return broadcastTo(Shape.of(dims));
    }

    /**
     * The part from {@code start} to before {@code stop} along an axis; negative axes and positions count from the end.
     *
     * @throws IllegalArgumentException if the axis or a position does not exist
     */
    public final Tensor slice(int axis, int start, int stop) {
        int length = shape().dim(axis);
        int from = start < 0 ? start + length : start;
        int to = stop < 0 ? stop + length : stop;
        return from == 0 && to == length ? this : apply(new Slice(shape().axis(axis), from, to), this);
    }

    /**
     * The part at these positions of the leading axes, which disappear; with a position for each axis, a scalar. Negative positions count
     * from the end.
     *
     * @throws IllegalArgumentException if a position does not exist
     */
    public final Tensor get(int... positions) {
        Objects.requireNonNull(positions, "get needs positions, got null");
        Tensor part = this;
        for (int position : positions) {
            if (part.rank() == 0) {
                throw new IllegalArgumentException(
                        "get with " + positions.length + " positions needs rank " + positions.length + ", got " + type);
            }
            part = part.index(0, position);
        }
        return part;
    }

    /**
     * The part at a position of one axis, which disappears; negative axes and positions count from the end.
     *
     * @throws IllegalArgumentException if the axis or the position does not exist
     */
    public final Tensor index(int axis, int position) {
        int length = shape().dim(axis);
        int at = position < 0 ? position + length : position;
        if (at < 0 || at >= length) {
            throw new IllegalArgumentException("position " + position + " does not exist in axis " + axis + " of "
                    + type + "; it has " + length + ", counted from 0, or from -1 backwards");
        }
        return slice(axis, at, at + 1).reshape(shape().without(axis));
    }

    /**
     * The parts at these positions along an axis, side by side along it; a position may be given several times. Negative axes and positions
     * count from the end.
     *
     * @throws IllegalArgumentException if a position does not exist
     */
    public final Tensor take(int axis, int... positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        Buffer at = Buffer.of(
                TensorType.float64(positions.length),
                IntStream.of(positions).asDoubleStream().toArray());
        Positions checked = new Positions(axis, type);
        for (int i = 0; i < positions.length; i++) {
            checked.at(at, i);
        }
        return take(axis, owning(at));
    }

    /**
     * The parts at positions along an axis that are known when it runs, such as those of {@link #searchSorted}. The axis becomes those of
     * {@code positions}: of [5, 7] along axis 1, positions [2, 3] take [5, 2, 3], and one position [] takes [5]. No gradient reaches the
     * positions; what is taken several times gets the sum of its cotangents.
     *
     * @param positions whole numbers; negative ones count from the end
     * @throws IllegalArgumentException when a position that does not exist, a fraction or NaN is met
     */
    public final Tensor take(int axis, Tensor positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        return apply(new Take(shape().axis(axis)), positions, this);
    }

    /**
     * The number of these numbers that are at most each value: the position behind the last of them, from 0 to n, as float64 of the values'
     * shape. A value that is one of the numbers is put behind it and its equals; NaN gives 0. The result jumps from whole number to whole
     * number: no gradient passes. Takes log n steps a value.
     *
     * <p>This tensor is a vector [n] that does not fall. One that does is refused where its numbers are known; when a compiled program
     * runs, nobody looks at it again.
     *
     * @param values of this type of number, in any shape
     * @throws IllegalArgumentException if this is no vector, falls, or has NaN among its numbers
     */
    public final Tensor searchSorted(Tensor values) {
        Objects.requireNonNull(values, "searchSorted needs values, got null");
        if (!isSymbolic() && rank() == 1) {
            SearchSorted.requireSorted(buffer());
        }
        return apply(new SearchSorted(), this, values);
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

    /** The same numbers, rounded to another type of number. */
    public final Tensor cast(DType dtype) {
        Objects.requireNonNull(dtype, "cast needs a type of number, got null");
        return dtype == dtype() ? this : apply(new Cast(dtype), this);
    }

    // ---- reductions

    /** The sum of all numbers, a scalar. */
    public final Tensor sum() {
        return rank() == 0 ? this : apply(new Sum(0), flatten());
    }

    /** The sum over one axis, which disappears; negative axes count from the end. */
    public final Tensor sum(int axis) {
        return apply(new Sum(shape().axis(axis)), this);
    }

    /**
     * The sum over the axes along which a tensor of {@code shape} was stretched to this one: broadcasting undone.
     *
     * @throws IllegalArgumentException if the shape does not broadcast to that of this tensor
     */
    public final Tensor sumTo(Shape shape) {
        requireShape("sumTo", shape);
        if (!shape.broadcastsTo(shape())) {
            throw new IllegalArgumentException("cannot sum " + type + " to " + shape
                    + ", which does not broadcast to it; sum over one axis by sum(axis)");
        }
        Tensor sum = this;
        while (sum.rank() > shape.rank()) {
            sum = sum.sum(0);
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) == 1 && sum.shape().dim(axis) != 1) {
                sum = sum.sum(axis).reshape(sum.shape().with(axis, 1));
            }
        }
        return sum;
    }

    /** The mean of all numbers, a scalar; NaN of an empty tensor. */
    public final Tensor mean() {
        return sum().dividedBy(size());
    }

    /** The mean over one axis, which disappears. */
    public final Tensor mean(int axis) {
        return sum(axis).dividedBy(shape().dim(axis));
    }

    /**
     * The largest number, a scalar; at a tie all largest numbers have equal shares of the slope.
     *
     * @throws IllegalArgumentException if the tensor is empty
     */
    public final Tensor max() {
        return rank() == 0 ? this : apply(Extremum.max(0), flatten());
    }

    /**
     * The largest number along an axis, which disappears.
     *
     * @throws IllegalArgumentException if the axis does not exist or is empty
     */
    public final Tensor max(int axis) {
        return apply(Extremum.max(shape().axis(axis)), this);
    }

    /**
     * The smallest number, a scalar; at a tie all smallest numbers have equal shares of the slope.
     *
     * @throws IllegalArgumentException if the tensor is empty
     */
    public final Tensor min() {
        return rank() == 0 ? this : apply(Extremum.min(0), flatten());
    }

    /**
     * The smallest number along an axis, which disappears.
     *
     * @throws IllegalArgumentException if the axis does not exist or is empty
     */
    public final Tensor min(int axis) {
        return apply(Extremum.min(shape().axis(axis)), this);
    }

    /** The 2-norm √Σx² of all numbers, a scalar, also where the squares would overflow; slope 0 at the origin. */
    public final Tensor norm() {
        return apply(new Norm(), this);
    }

    // ---- gradients

    /** The same numbers, through which no gradient passes. */
    public final Tensor stopGradient() {
        return apply(new StopGradient(), this);
    }

    // ---- dispatch

    private static void requireTensor(String what, Tensor tensor) {
        Objects.requireNonNull(tensor, () -> what + " needs two tensors, the second is null");
    }

    private static void requireShape(String what, Object shape) {
        Objects.requireNonNull(shape, () -> what + " needs a shape, got null");
    }

    private static void requireParts(String what, List<Tensor> parts) {
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

    private static void requireInputs(Primitive primitive, List<Tensor> inputs) {
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
                    && (latest == null || traced.trace().level() > latest.level())) {
                latest = traced.trace();
            }
        }
        List<Tensor> known = primitive.fold(inputs);
        if (known != null) {
            return known;
        }
        return latest == null ? primitive.execute(inputs) : latest.apply(primitive, inputs);
    }

    /** The {@code value} as a scalar of this tensor's type of number. */
    private Tensor like(double value) {
        return full(new TensorType(dtype(), Shape.scalar()), value);
    }
}
