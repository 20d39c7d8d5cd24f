package org.palinode.autodiff.nn.initial;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Independent weights of mean 0 whose variance follows from the widths of the layer. Uniform ones lie in ±√(3 variance); normal ones are
 * not truncated.
 *
 * <p>Sources: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; K. He, X.
 * Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015, arXiv:1502.01852; Y. LeCun, L. Bottou, G. Orr, K.-R. Müller,
 * "Efficient BackProp", 1998.
 */
public enum VarianceScaling implements Initializer {
    /** Variance 2 / (in + out): for tanh and sigmoid. */
    GLOROT_UNIFORM,
    /** Variance 2 / (in + out): for tanh and sigmoid. */
    GLOROT_NORMAL,
    /** Variance 2 / in: for relu and its kin. */
    HE_UNIFORM,
    /** Variance 2 / in: for relu and its kin. */
    HE_NORMAL,
    /** Variance 1 / in: keeps the variance of what passes through a linear layer. */
    LECUN_UNIFORM,
    /** Variance 1 / in: keeps the variance of what passes through a linear layer. */
    LECUN_NORMAL;

    /**
     * The variance of each weight.
     *
     * @throws IllegalArgumentException if a number is below 1
     */
    public double variance(int in, int out) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException(
                    "weights are scaled by at least 1 input and 1 output, got " + in + " and " + out);
        }
        return switch (this) {
            case GLOROT_UNIFORM, GLOROT_NORMAL -> 2 / ((double) in + out);
            case HE_UNIFORM, HE_NORMAL -> 2.0 / in;
            case LECUN_UNIFORM, LECUN_NORMAL -> 1.0 / in;
        };
    }

    @Override
    public Tensor draw(RandomKey key, TensorType type, int in, int out) {
        Objects.requireNonNull(key, "random weights need a RandomKey, got null");
        double variance = variance(in, out);
        return switch (this) {
            case GLOROT_NORMAL, HE_NORMAL, LECUN_NORMAL -> key.normal(type).times(Math.sqrt(variance));
            case GLOROT_UNIFORM, HE_UNIFORM, LECUN_UNIFORM -> {
                double bound = Math.sqrt(3 * variance);
                yield key.uniform(type, -bound, bound);
            }
        };
    }
}
