package org.palinode.autodiff.memory;

import java.util.Objects;

/** Type of a tensor: the type of its numbers, and their shape. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "the type of a tensor needs a type of number, got null");
        Objects.requireNonNull(shape, "the type of a tensor needs a shape, got null");
    }

    /** The type of float64 tensors of this shape. */
    public static TensorType float64(int... dims) {
        return new TensorType(DType.FLOAT64, Shape.of(dims));
    }

    /** The type of float32 tensors of this shape. */
    public static TensorType float32(int... dims) {
        return new TensorType(DType.FLOAT32, Shape.of(dims));
    }

    /** The same numbers in another shape. */
    public TensorType with(Shape shape) {
        return new TensorType(dtype, shape);
    }

    public int size() {
        return shape.size();
    }

    public long bytes() {
        return (long) dtype.bytes() * shape.size();
    }

    @Override
    public String toString() {
        return dtype.toString() + shape;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorType that && dtype == that.dtype && shape.equals(that.shape);
    }

    @Override
    public int hashCode() {
        return 31 * dtype.hashCode() + shape.hashCode();
    }
}
