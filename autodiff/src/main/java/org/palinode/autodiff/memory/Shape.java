package org.palinode.autodiff.memory;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** Lengths of the axes of a tensor, outermost first. A scalar has no axes. Immutable. */
public final class Shape {
    private static final Shape SCALAR = new Shape();

    private final int[] dims;
    private final int size;

    private Shape(int... dims) {
        this.dims = dims;
        int product = 1;
        for (int dim : dims) {
            product *= dim;
        }
        size = product;
    }

    /**
     * The shape with these lengths.
     *
     * @throws IllegalArgumentException if one is negative, or there are more numbers than an {@code int} can count
     */
    public static Shape of(int... dims) {
        Objects.requireNonNull(dims, "a shape needs the lengths of its axes, got null");
        long size = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException(
                        "an axis cannot have length " + dim + " in " + Arrays.toString(dims));
            }
            size *= dim;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a tensor holds at most 2^31 - 1 numbers, " + Arrays.toString(dims) + " is more");
            }
        }
        return new Shape(dims.clone());
    }

    /** The shape [] of a scalar. */
    public static Shape scalar() {
        return SCALAR;
    }

    public int rank() {
        return dims.length;
    }

    /**
     * The length of an axis; negative axes count from the end.
     *
     * @throws IllegalArgumentException if the axis does not exist
     */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** The lengths of all axes, as a copy. */
    public int[] dims() {
        return dims.clone();
    }

    /** The number of numbers in a tensor of this shape. */
    public int size() {
        return size;
    }

    /**
     * The index of {@code axis} counted from the front.
     *
     * @throws IllegalArgumentException if the axis does not exist
     */
    public int axis(int axis) {
        int front = axis < 0 ? axis + dims.length : axis;
        if (front < 0 || front >= dims.length) {
            throw new IllegalArgumentException("axis " + axis + " does not exist in shape " + this + "; it has "
                    + dims.length + ", counted from 0, or from -1 backwards");
        }
        return front;
    }

    /** The distance, in numbers, of neighbours along each axis in row-major order. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** The shape with {@code axis} of length {@code dim} instead. */
    public Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis(axis)] = dim;
        return of(changed);
    }

    /** The shape without {@code axis}. */
    public Shape without(int axis) {
        int front = axis(axis);
        int[] kept = new int[dims.length - 1];
        System.arraycopy(dims, 0, kept, 0, front);
        System.arraycopy(dims, front + 1, kept, front, kept.length - front);
        return new Shape(kept);
    }

    /**
     * The shape with a new axis of length {@code dim}, which is {@code axis} of the result; negative axes count from its end.
     *
     * @throws IllegalArgumentException if the axis does not exist there
     */
    public Shape insert(int axis, int dim) {
        int front = axis < 0 ? axis + dims.length + 1 : axis;
        if (front < 0 || front > dims.length) {
            throw new IllegalArgumentException("a new axis of shape " + this + " can be " + -(dims.length + 1) + " to "
                    + dims.length + ", not " + axis);
        }
        int[] longer = new int[dims.length + 1];
        System.arraycopy(dims, 0, longer, 0, front);
        longer[front] = dim;
        System.arraycopy(dims, front, longer, front + 1, dims.length - front);
        return of(longer);
    }

    /** True if a tensor of this shape can be stretched to {@code out} by numpy's rules. */
    public boolean broadcastsTo(Shape out) {
        Objects.requireNonNull(out, "to broadcast takes a shape, got null");
        int offset = out.rank() - rank();
        if (offset < 0) {
            return false;
        }
        for (int axis = 0; axis < rank(); axis++) {
            if (dims[axis] != 1 && dims[axis] != out.dims[offset + axis]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The shape to which both broadcast by numpy's rules.
     *
     * @param operation its name in the message
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Shape broadcast(String operation, Shape a, Shape b) {
        Objects.requireNonNull(a, "to broadcast takes two shapes, the first is null");
        Objects.requireNonNull(b, "to broadcast takes two shapes, the second is null");
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int back = 1; back <= rank; back++) {
            int left = back <= a.rank() ? a.dims[a.rank() - back] : 1;
            int right = back <= b.rank() ? b.dims[b.rank() - back] : 1;
            if (left != right && left != 1 && right != 1) {
                throw new IllegalArgumentException(operation + " cannot broadcast shapes " + a + " and " + b + ": axis "
                        + -back + " has lengths " + left + " and " + right
                        + "; reshape or transpose one so that the lengths agree or are 1");
            }
            dims[rank - back] = left == 1 ? right : left;
        }
        return of(dims);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
