package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;

/** Parts of a tensor. */
public sealed interface TensorParts permits Tensor {
    private Tensor tensor() {
        return (Tensor) this;
    }

    /**
     * The part from {@code start} to before {@code stop} along an axis; negative axes and positions count from the end.
     *
     * @throws IllegalArgumentException if the axis or a position does not exist
     */
    default Tensor slice(int axis, int start, int stop) {
        int length = tensor().shape().dim(axis);
        int from = start < 0 ? start + length : start;
        int to = stop < 0 ? stop + length : stop;
        return from == 0 && to == length
                ? tensor()
                : Tensor.apply(new Slice(tensor().shape().axis(axis), from, to), tensor());
    }

    /**
     * Every {@code step}th part from {@code start} to before {@code stop} along an axis; negative axes and positions count from the end.
     *
     * @throws IllegalArgumentException if the axis or a position does not exist, or the step is not positive; {@link Tensor#flip} turns round
     */
    default Tensor slice(int axis, int start, int stop, int step) {
        if (step < 1) {
            throw new IllegalArgumentException(
                    "slice needs a step of at least 1, got " + step + "; flip(axis) turns an axis round");
        }
        Tensor part = slice(axis, start, stop);
        int count = (part.shape().dim(axis) + step - 1) / step;
        return step == 1 ? part : Tensor.apply(new Every(part.shape().axis(axis), 0, step, count), part);
    }

    /**
     * Parts one after another along an axis, of these lengths.
     *
     * @throws IllegalArgumentException if the lengths do not add up to that of the axis, or one is negative
     */
    default List<Tensor> split(int axis, int... lengths) {
        Objects.requireNonNull(lengths, "split needs lengths, got null");
        if (IntStream.of(lengths).anyMatch(length -> length < 0)
                || IntStream.of(lengths).sum() != tensor().shape().dim(axis)) {
            throw new IllegalArgumentException(
                    "split along axis " + axis + " of " + tensor().type() + " needs lengths that add up to "
                            + tensor().shape().dim(axis) + ", got " + Arrays.toString(lengths));
        }
        List<Tensor> parts = new ArrayList<>();
        int start = 0;
        for (int length : lengths) {
            parts.add(Tensor.apply(new Slice(tensor().shape().axis(axis), start, start + length), tensor()));
            start += length;
        }
        return List.copyOf(parts);
    }

    /**
     * The part at these positions of the leading axes, which disappear; with a position for each axis, a scalar. Negative positions count
     * from the end.
     *
     * @throws IllegalArgumentException if a position does not exist
     */
    default Tensor get(int... positions) {
        Objects.requireNonNull(positions, "get needs positions, got null");
        Tensor part = tensor();
        for (int position : positions) {
            if (part.rank() == 0) {
                throw new IllegalArgumentException("get with " + positions.length + " positions needs rank "
                        + positions.length + ", got " + tensor().type());
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
    default Tensor index(int axis, int position) {
        int length = tensor().shape().dim(axis);
        int at = position < 0 ? position + length : position;
        if (at < 0 || at >= length) {
            throw new IllegalArgumentException("position " + position + " does not exist in axis " + axis + " of "
                    + tensor().type() + "; it has " + length + ", counted from 0, or from -1 backwards");
        }
        return slice(axis, at, at + 1).reshape(tensor().shape().without(axis));
    }

    // ---- of matrices, the last two axes

    /** The numbers on the diagonal {@code offset} places above the main one and below it; 0 elsewhere. */
    default Tensor tril(int offset) {
        return Tensor.apply(Band.upTo(offset), tensor());
    }

    /** The numbers on and above the diagonal {@code offset} places above the main one; 0 elsewhere. */
    default Tensor triu(int offset) {
        return Tensor.apply(Band.from(offset), tensor());
    }

    /**
     * The diagonal of a matrix [..., n, m], as [..., min(n, m)].
     *
     * @throws IllegalArgumentException if this is no matrix
     */
    default Tensor diagonal() {
        return Tensor.apply(new Diagonal(), tensor());
    }

    /**
     * The matrix [..., n, n] with the numbers of a vector [..., n] on its diagonal and 0 elsewhere.
     *
     * @throws IllegalArgumentException if this is a scalar
     */
    default Tensor diag() {
        if (tensor().rank() == 0) {
            throw new IllegalArgumentException("diag needs a vector [n], or several [..., n], got " + tensor().type());
        }
        Shape square = tensor().shape().insert(tensor().rank(), tensor().shape().dim(-1));
        return Tensor.apply(new Place(new Diagonal(), square), tensor());
    }

    /**
     * The sum of the numbers on the diagonal.
     *
     * @throws IllegalArgumentException if this is no matrix
     */
    default Tensor trace() {
        return diagonal().sum(-1);
    }
}
