package org.palinode.autodiff.tensor;

import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/** The numbers of a tensor under other shapes. */
public sealed interface TensorShapes permits Tensor {
    private Tensor tensor() {
        return (Tensor) this;
    }

    /**
     * The same numbers in row-major order under another shape.
     *
     * @throws IllegalArgumentException if the shape holds more or fewer numbers
     */
    default Tensor reshape(Shape shape) {
        Tensor.requireShape("reshape", shape);
        return shape.equals(tensor().shape()) ? tensor() : Tensor.apply(new Reshape(shape), tensor());
    }

    /**
     * The same numbers in row-major order under another shape; one dim may be −1 and follows from the others.
     *
     * @throws IllegalArgumentException if the shape holds more or fewer numbers
     */
    default Tensor reshape(int... dims) {
        Tensor.requireShape("reshape", dims);
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
            filled[open] = known == 0 ? 0 : tensor().size() / known;
        }
        return reshape(Shape.of(filled));
    }

    /** All numbers in row-major order, as a vector. */
    default Tensor flatten() {
        return reshape(Shape.of(tensor().size()));
    }

    /** The tensor with its last two axes exchanged; a vector or scalar as it is. */
    default Tensor transpose() {
        if (tensor().rank() < 2) {
            return tensor();
        }
        int[] axes = IntStream.range(0, tensor().rank()).toArray();
        axes[tensor().rank() - 1] = tensor().rank() - 2;
        axes[tensor().rank() - 2] = tensor().rank() - 1;
        return transpose(axes);
    }

    /**
     * The tensor with its axes in another order: axis i of the result is axis {@code axes[i]} of this.
     *
     * @throws IllegalArgumentException if {@code axes} is no permutation of the axes
     */
    default Tensor transpose(int... axes) {
        Objects.requireNonNull(axes, "transpose needs axes, got null");
        return Tensor.apply(new Transpose(IntStream.of(axes).boxed().toList()), tensor());
    }

    /**
     * The tensor stretched to {@code shape} by numpy's rules.
     *
     * @throws IllegalArgumentException if it does not broadcast to the shape
     */
    default Tensor broadcastTo(Shape shape) {
        Tensor.requireShape("broadcastTo", shape);
        return shape.equals(tensor().shape()) ? tensor() : Tensor.apply(new BroadcastTo(shape), tensor());
    }

    default Tensor broadcastTo(int... dims) {
        return broadcastTo(Shape.of(dims));
    }

    /**
     * The tensor with a new axis of length 1, which is {@code axis} of the result; negative axes count from its end.
     *
     * @throws IllegalArgumentException if the result has no such axis
     */
    default Tensor expandDims(int axis) {
        return reshape(tensor().shape().insert(axis, 1));
    }

    /**
     * The tensor without an axis of length 1.
     *
     * @throws IllegalArgumentException if the axis does not exist or has another length
     */
    default Tensor squeeze(int axis) {
        if (tensor().shape().dim(axis) != 1) {
            throw new IllegalArgumentException(
                    "squeeze needs an axis of length 1, axis " + axis + " of " + tensor().type() + " has "
                            + tensor().shape().dim(axis) + "; index(axis, position) takes one part of it");
        }
        return reshape(tensor().shape().without(axis));
    }

    // ---- repeated, moved, with a margin

    /** Each part along an axis {@code times} times in a row: [a, b] twice is [a, a, b, b]. */
    default Tensor repeat(int axis, int times) {
        return Rearranged.repeated(tensor(), tensor().shape().axis(axis), times, 1);
    }

    /** The whole {@code times} times along an axis: [a, b] twice is [a, b, a, b]. */
    default Tensor tile(int axis, int times) {
        return Rearranged.repeated(tensor(), tensor().shape().axis(axis), times, 0);
    }

    /** The parts along an axis in reverse order. */
    default Tensor flip(int axis) {
        int length = tensor().shape().dim(axis);
        return Tensor.apply(new Every(tensor().shape().axis(axis), Math.max(length - 1, 0), -1, length), tensor());
    }

    /** The parts along an axis moved on by {@code places}; those that leave at its end come in at its beginning. Negative places move back. */
    default Tensor roll(int axis, int places) {
        int length = tensor().shape().dim(axis);
        int cut = length == 0 ? 0 : Math.floorMod(-places, length);
        return cut == 0
                ? tensor()
                : Tensor.concatenate(axis, tensor().slice(axis, cut, length), tensor().slice(axis, 0, cut));
    }

    /**
     * The tensor with {@code before} and {@code after} more parts along an axis, all of one value.
     *
     * @throws IllegalArgumentException if one of them is negative
     */
    default Tensor pad(int axis, int before, int after, double value) {
        return Rearranged.padded(tensor(), tensor().shape().axis(axis), before, after, value);
    }
}
