package org.palinode.autodiff.tensor;

import java.util.Objects;

/** Numbers of a tensor found and picked by {@link Indices}, which may be known when a program is traced or computed in it. */
public sealed interface TensorPicking permits Tensor {
    private Tensor tensor() {
        return (Tensor) this;
    }

    private int along(int axis) {
        return tensor().shape().axis(axis);
    }

    // ---- by position

    /**
     * The parts at these positions along an axis, side by side along it; a position may be given several times. Negative axes and positions
     * count from the end.
     *
     * @throws IllegalArgumentException if a position does not exist
     */
    default Tensor take(int axis, int... positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        Indices indices = Indices.of(positions);
        Positions checked = new Positions("take", axis, tensor().type());
        for (int i = 0; i < positions.length; i++) {
            checked.at(indices.stored().buffer(), i);
        }
        return take(axis, indices);
    }

    /**
     * The parts at positions along an axis. The axis becomes those of {@code positions}: of [5, 7] along axis 1, positions [2, 3] take
     * [5, 2, 3], and one position [] takes [5]. What is taken several times gets the sum of its cotangents.
     *
     * @param positions negative ones count from the end
     * @throws IllegalArgumentException when a position that does not exist is met
     */
    default Tensor take(int axis, Indices positions) {
        Objects.requireNonNull(positions, "take needs positions, got null");
        return Tensor.apply(new Take(along(axis)), positions.numbers(), tensor());
    }

    /**
     * The numbers at positions along an axis, each in its position's own row: numpy's {@code take_along_axis}. The positions have the same other
     * axes, and the result has their shape.
     *
     * @throws IllegalArgumentException if the other axes differ, or when a position that does not exist is met
     */
    default Tensor takeAlong(int axis, Indices positions) {
        Objects.requireNonNull(positions, "takeAlong needs positions, got null");
        return Tensor.apply(new TakeAlong(along(axis)), positions.numbers(), tensor());
    }

    /**
     * The sum of this tensor and of {@code parts} at positions along an axis; those at one position add up. The shape of the parts is that of
     * {@link #take(int, Indices)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or when a position that does not exist is met
     */
    default Tensor scatterAdd(int axis, Indices positions, Tensor parts) {
        Objects.requireNonNull(positions, "scatterAdd needs positions, got null");
        Objects.requireNonNull(parts, "scatterAdd needs parts, got null");
        return tensor().plus(Tensor.apply(new ScatterAdd(along(axis), tensor().shape()), positions.numbers(), parts));
    }

    // ---- by size

    /**
     * The position of the largest number along an axis, which disappears: of several the first, and of a NaN if there is one.
     *
     * @throws IllegalArgumentException if the axis does not exist or is empty
     */
    default Indices argmax(int axis) {
        return new Indices(Tensor.apply(new ArgExtremum(along(axis), true), tensor()));
    }

    /** The position of the smallest number along an axis; see {@link #argmax}. */
    default Indices argmin(int axis) {
        return new Indices(Tensor.apply(new ArgExtremum(along(axis), false), tensor()));
    }

    /**
     * The numbers along an axis from the smallest to the largest, and where they were. Equal ones keep their order, NaN comes last. Cotangents
     * go back to where the numbers were.
     */
    default Sorted sort(int axis) {
        return sorted(axis, false, tensor().shape().dim(axis));
    }

    /**
     * The {@code count} largest numbers along an axis, from the largest on, and where they were. Of equal ones the first come first; NaN
     * counts as larger than all.
     *
     * @throws IllegalArgumentException if the axis has fewer numbers
     */
    default Sorted topK(int axis, int count) {
        if (count < 0 || count > tensor().shape().dim(axis)) {
            throw new IllegalArgumentException("topK of " + tensor().type() + " along axis " + axis
                    + " finds from 0 to " + tensor().shape().dim(axis) + " numbers, got " + count);
        }
        return sorted(axis, true, count);
    }

    private Sorted sorted(int axis, boolean falls, int count) {
        Indices order = new Indices(Tensor.apply(new ArgSort(along(axis), falls, count), tensor()));
        return new Sorted(takeAlong(axis, order), order);
    }

    /**
     * The number of these numbers that are at most each value: the position behind the last of them, from 0 to n. A value that is one of the
     * numbers is put behind it and its equals; NaN gives 0. Takes log n steps a value.
     *
     * <p>This tensor is a vector [n] that does not fall. One that does is refused where its numbers are known; when a compiled program
     * runs, nobody looks at it again.
     *
     * @param values of this type of number, in any shape
     * @throws IllegalArgumentException if this is no vector, falls, or has NaN among its numbers
     */
    default Indices searchSorted(Tensor values) {
        Objects.requireNonNull(values, "searchSorted needs values, got null");
        if (!tensor().isSymbolic() && tensor().rank() == 1) {
            SearchSorted.requireSorted("searchSorted", tensor().buffer());
        }
        return new Indices(Tensor.apply(new SearchSorted(), tensor(), values));
    }

    /**
     * Values at these places of the broken line through points: numpy's {@code interp}. Before the first point and behind the last it is
     * level. Slopes reach the places, the knots and the values; at a knot it is that of the piece behind, at the
     * first and the last half of it.
     *
     * @param knots [n], rising
     * @param values [n]
     * @throws IllegalArgumentException if the shapes do not fit, there is no knot, or known knots fall
     */
    default Tensor interp(Tensor knots, Tensor values) {
        Objects.requireNonNull(knots, "interp needs knots, got null");
        Objects.requireNonNull(values, "interp needs values, got null");
        return BrokenLine.at(tensor(), knots, values);
    }
}
