package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

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

    /**
     * The parts at these positions along an axis, side by side along it; a position may be given several times. Negative axes and positions
     * count from the end.
     *
     * @throws IllegalArgumentException if a position does not exist
     */
    default Tensor take(int axis, int... positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        Buffer at = Buffer.of(
                TensorType.float64(positions.length),
                IntStream.of(positions).asDoubleStream().toArray());
        Positions checked = new Positions(axis, tensor().type());
        for (int i = 0; i < positions.length; i++) {
            checked.at(at, i);
        }
        return take(axis, Tensor.owning(at));
    }

    /**
     * The parts at positions along an axis that are known when it runs, such as those of {@link #searchSorted}. The axis becomes those of
     * {@code positions}: of [5, 7] along axis 1, positions [2, 3] take [5, 2, 3], and one position [] takes [5]. No gradient reaches the
     * positions; what is taken several times gets the sum of its cotangents.
     *
     * @param positions whole numbers; negative ones count from the end
     * @throws IllegalArgumentException when a position that does not exist, a fraction or NaN is met
     */
    default Tensor take(int axis, Tensor positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        return Tensor.apply(new Take(tensor().shape().axis(axis)), positions, tensor());
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
    default Tensor searchSorted(Tensor values) {
        Objects.requireNonNull(values, "searchSorted needs values, got null");
        if (!tensor().isSymbolic() && tensor().rank() == 1) {
            SearchSorted.requireSorted(tensor().buffer());
        }
        return Tensor.apply(new SearchSorted(), tensor(), values);
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
