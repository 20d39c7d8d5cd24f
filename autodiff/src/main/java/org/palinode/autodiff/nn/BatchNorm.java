package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Normalisation of channels, axis 1 of [batch, c, ...]: in training by the moments of the batch, in use by running moments, which are a
 * value that {@link #train} returns.
 *
 * <p>Source: S. Ioffe, C. Szegedy, "Batch Normalization", ICML 2015, arXiv:1502.03167.
 *
 * @param scale [c]
 * @param shift [c]
 * @param epsilon in the unit of x²
 * @param share of each batch in the running moments, such as 0.1
 */
public record BatchNorm(Tensor scale, Tensor shift, double epsilon, double share) {
    /**
     * Running moments.
     *
     * @param mean [c]
     * @param variance [c]; that of batches is counted with n/(n − 1), as PyTorch does
     */
    public record State(Tensor mean, Tensor variance) {}

    /** Result of {@link #train}: the normalised batch, and the running moments after it. */
    public record Trained(Tensor value, State state) {}

    /** @throws IllegalArgumentException if scale and shift are not vectors of one length and type, ε is not positive, or the share not in [0, 1] */
    public BatchNorm {
        int c = Parameter.length(scale);
        Parameter.require(
                "a batch norm needs scale [c] and shift [c]", new Parameter(scale, c), new Parameter(shift, c));
        Moments.requirePositive("a batch norm", epsilon);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "the share of a batch in the running moments lies in [0, 1], got " + share);
        }
    }

    /** A layer with scale 1, shift 0, ε = 1e-5 and share 0.1. */
    public static BatchNorm of(DType dtype, int channels) {
        TensorType type = new TensorType(dtype, Shape.of(channels));
        return new BatchNorm(Tensor.full(type, 1), Tensor.full(type, 0), 1e-5, 0.1);
    }

    /** The running moments before the first batch: mean 0, variance 1. */
    public State start() {
        return new State(scale.zerosLike(), scale.onesLike());
    }

    /**
     * A batch normalised by its own moments, through which gradients pass; none pass through the running ones.
     *
     * @throws IllegalArgumentException if axis 1 of x is not c long, or a channel has fewer than 2 numbers
     */
    public Trained train(State state, Tensor x) {
        require(state, x);
        int count = x.size() / Math.max(1, scale.size());
        if (count < 2) {
            throw new IllegalArgumentException(
                    "a batch norm is trained on at least 2 numbers a channel, got " + x.type());
        }
        int[] others = IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
        Moments moments = Moments.of(x, Axes.of(others));
        Tensor variance = moments.variance().flatten().times(count / (count - 1.0));
        State next = new State(moved(state.mean(), moments.mean().flatten()), moved(state.variance(), variance));
        return new Trained(scaled(moments.normalised(epsilon)), next);
    }

    private Tensor moved(Tensor running, Tensor batch) {
        return running.times(1 - share).plus(batch.times(share)).stopGradient();
    }

    /**
     * A batch normalised by running moments.
     *
     * @throws IllegalArgumentException if axis 1 of x is not c long
     */
    public Tensor apply(State state, Tensor x) {
        require(state, x);
        Tensor spread = channels(state.variance(), x.rank()).plus(epsilon).sqrt();
        return scaled(x.minus(channels(state.mean(), x.rank())).dividedBy(spread));
    }

    private Tensor scaled(Tensor x) {
        return x.times(channels(scale, x.rank())).plus(channels(shift, x.rank()));
    }

    private static Tensor channels(Tensor vector, int rank) {
        int[] dims = IntStream.range(1, rank).map(axis -> 1).toArray();
        dims[0] = vector.size();
        return vector.reshape(Shape.of(dims));
    }

    private void require(State state, Tensor x) {
        Objects.requireNonNull(state, "a batch norm needs running moments, such as start(), got null");
        Objects.requireNonNull(x, "a batch norm needs a batch [n, c, ...], got null");
        if (x.rank() < 2 || x.shape().dim(1) != scale.size() || x.dtype() != scale.dtype()) {
            throw new IllegalArgumentException(
                    "a batch norm needs a batch " + scale.dtype() + "[n, " + scale.size() + ", ...], got " + x.type());
        }
        Parameter.require(
                "running moments of a batch norm are mean [" + scale.size() + "] and variance [" + scale.size() + "]",
                new Parameter(state.mean(), scale.size()),
                new Parameter(state.variance(), scale.size()));
    }
}
