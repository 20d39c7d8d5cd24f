package org.palinode.autodiff.tensor;

import java.util.Objects;
import org.palinode.autodiff.memory.Shape;

/**
 * Many numbers of a tensor reduced to one, or to those up to each: all of them, those along some axes, which disappear, or those along {@link Axes} that may stay.
 * Negative axes count from the end; an axis that does not exist or is given twice is refused with an {@link IllegalArgumentException}.
 */
public sealed interface TensorReductions permits Tensor {
    private Tensor tensor() {
        return (Tensor) this;
    }

    private static Axes required(Axes axes) {
        return Objects.requireNonNull(axes, "a reduction needs axes, got null; Axes.all() are all");
    }

    // ---- sums and products

    /** The sum; 0 of no numbers. */
    default Tensor sum() {
        return sum(Axes.all());
    }

    default Tensor sum(int... axes) {
        return sum(Axes.of(axes));
    }

    default Tensor sum(Axes axes) {
        return required(axes).reduce(tensor(), (x, axis) -> Tensor.apply(new Sum(axis), x));
    }

    /**
     * The sum over the axes along which a tensor of {@code shape} was stretched to this one: broadcasting undone.
     *
     * @throws IllegalArgumentException if the shape does not broadcast to that of this tensor
     */
    default Tensor sumTo(Shape shape) {
        Tensor.requireShape("sumTo", shape);
        if (!shape.broadcastsTo(tensor().shape())) {
            throw new IllegalArgumentException("cannot sum " + tensor().type() + " to " + shape
                    + ", which does not broadcast to it; sum over one axis by sum(axis)");
        }
        Tensor sum = tensor();
        while (sum.rank() > shape.rank()) {
            sum = sum.sum(0);
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) == 1 && sum.shape().dim(axis) != 1) {
                sum = sum.sum(Axes.of(axis).kept());
            }
        }
        return sum;
    }

    /** The product; 1 of no numbers. Its slopes are right where numbers are 0. */
    default Tensor prod() {
        return prod(Axes.all());
    }

    default Tensor prod(int... axes) {
        return prod(Axes.of(axes));
    }

    default Tensor prod(Axes axes) {
        return required(axes).reduce(tensor(), Reductions::product);
    }

    /** The sums of the numbers along an axis up to each, itself included. */
    default Tensor cumsum(int axis) {
        return Tensor.apply(new CumulativeSum(tensor().shape().axis(axis), false), tensor());
    }

    /**
     * The products of the numbers along an axis up to each, itself included. Its slopes are right where numbers are 0. Takes n log n products
     * along an axis of n.
     */
    default Tensor cumprod(int axis) {
        return Reductions.cumulativeProduct(tensor(), tensor().shape().axis(axis));
    }

    // ---- moments

    /** The mean; NaN of no numbers. */
    default Tensor mean() {
        return mean(Axes.all());
    }

    default Tensor mean(int... axes) {
        return mean(Axes.of(axes));
    }

    default Tensor mean(Axes axes) {
        return sum(axes).dividedBy(axes.count(tensor().shape()));
    }

    /** The mean square of the distance from the mean, as numpy's {@code var}; NaN of no numbers. */
    default Tensor var() {
        return var(Axes.all());
    }

    default Tensor var(int... axes) {
        return var(Axes.of(axes));
    }

    default Tensor var(Axes axes) {
        return tensor().minus(mean(required(axes).kept())).square().mean(axes);
    }

    /** The square root of {@link #var()}; its slope is 0 where all numbers are equal. */
    default Tensor std() {
        return std(Axes.all());
    }

    default Tensor std(int... axes) {
        return std(Axes.of(axes));
    }

    default Tensor std(Axes axes) {
        Tensor distance = tensor().minus(mean(required(axes).kept()));
        return distance.norm(axes).dividedBy(Math.sqrt(axes.count(tensor().shape())));
    }

    /** The 2-norm √Σx², also where the squares would overflow; slope 0 at the origin. 0 of no numbers. */
    default Tensor norm() {
        return norm(Axes.all());
    }

    default Tensor norm(int... axes) {
        return norm(Axes.of(axes));
    }

    default Tensor norm(Axes axes) {
        Tensor x = tensor();
        boolean isOfEachNumber = x.rank() == 0 || required(axes).isEmpty();
        return isOfEachNumber ? x.abs() : axes.reduce(x, (part, axis) -> Tensor.apply(new Norm(axis), part));
    }

    // ---- extremes

    /**
     * The largest number; NaN where there is one. At a tie all largest numbers have equal shares of the slope.
     *
     * @throws IllegalArgumentException if there are no numbers
     */
    default Tensor max() {
        return max(Axes.all());
    }

    default Tensor max(int... axes) {
        return max(Axes.of(axes));
    }

    default Tensor max(Axes axes) {
        return required(axes).reduce(tensor(), (x, axis) -> Tensor.apply(Extremum.max(axis), x));
    }

    /**
     * The smallest number; NaN where there is one. At a tie all smallest numbers have equal shares of the slope.
     *
     * @throws IllegalArgumentException if there are no numbers
     */
    default Tensor min() {
        return min(Axes.all());
    }

    default Tensor min(int... axes) {
        return min(Axes.of(axes));
    }

    default Tensor min(Axes axes) {
        return required(axes).reduce(tensor(), (x, axis) -> Tensor.apply(Extremum.min(axis), x));
    }

    // ---- truth

    /** 1 if a number is not 0, else 0; NaN is not 0. 0 of no numbers. */
    default Tensor any() {
        return any(Axes.all());
    }

    default Tensor any(int... axes) {
        return any(Axes.of(axes));
    }

    default Tensor any(Axes axes) {
        return tensor().notEqualTo(0).sum(axes).greater(0);
    }

    /** 1 if no number is 0, else 0. 1 of no numbers. */
    default Tensor all() {
        return all(Axes.all());
    }

    default Tensor all(int... axes) {
        return all(Axes.of(axes));
    }

    default Tensor all(Axes axes) {
        return tensor().equalTo(0).sum(axes).equalTo(0);
    }

    // ---- exponentials

    /**
     * log Σ e^x without overflow.
     *
     * @throws IllegalArgumentException if there are no numbers
     */
    default Tensor logSumExp() {
        return logSumExp(Axes.all());
    }

    default Tensor logSumExp(int... axes) {
        return logSumExp(Axes.of(axes));
    }

    default Tensor logSumExp(Axes axes) {
        Tensor shift = Reductions.finiteMax(tensor(), required(axes));
        Tensor logs = tensor().minus(shift).exp().sum(axes).log();
        return logs.plus(shift.reshape(logs.shape()));
    }

    /**
     * e^x / Σ e^x along an axis, without overflow.
     *
     * @throws IllegalArgumentException if the axis has no numbers
     */
    default Tensor softmax(int axis) {
        Axes along = Axes.of(axis).kept();
        Tensor powers = tensor().minus(Reductions.finiteMax(tensor(), along)).exp();
        return powers.dividedBy(powers.sum(along));
    }

    /**
     * The logarithm of {@link #softmax}, without the rounding of small ones to 0.
     *
     * @throws IllegalArgumentException if the axis has no numbers
     */
    default Tensor logSoftmax(int axis) {
        return tensor().minus(logSumExp(Axes.of(axis).kept()));
    }
}
