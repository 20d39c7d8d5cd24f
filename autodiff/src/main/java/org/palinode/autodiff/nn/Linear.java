package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.initial.Initializer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Linear layer x ↦ x W + b.
 *
 * @param weight W [in, out]
 * @param bias b [out]
 */
public record Linear(Tensor weight, Tensor bias) implements UnaryOperator<Tensor> {
    /** @throws IllegalArgumentException if the weight is no matrix, the bias no vector of its columns, or their types differ */
    public Linear {
        Objects.requireNonNull(weight, "a linear layer needs weight [in, out] and bias [out], got no weight");
        Objects.requireNonNull(bias, "a linear layer needs weight [in, out] and bias [out], got no bias");
        boolean fits = weight.rank() == 2 && bias.rank() == 1 && weight.shape().dim(1) == bias.size();
        if (!fits || weight.dtype() != bias.dtype()) {
            throw new IllegalArgumentException("a linear layer needs weight [in, out] and bias [out] of one type, got "
                    + weight.type() + " and " + bias.type());
        }
    }

    /**
     * A layer with weights and biases uniform in ±1/√in.
     *
     * @throws IllegalArgumentException if a width is below 1
     */
    public static Linear random(RandomKey key, DType dtype, int in, int out) {
        Objects.requireNonNull(key, "random layers need a RandomKey, got null");
        Objects.requireNonNull(dtype, "random layers need a type of number, got null");
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException(
                    "a linear layer needs at least 1 input and 1 output, got " + in + " and " + out);
        }
        double bound = 1 / Math.sqrt(in);
        Tensor weight = key.fold(0).uniform(new TensorType(dtype, Shape.of(in, out)), -bound, bound);
        return new Linear(weight, key.fold(1).uniform(new TensorType(dtype, Shape.of(out)), -bound, bound));
    }

    /**
     * A layer with weights of a law, and biases 0.
     *
     * @throws IllegalArgumentException if a width is below 1
     */
    public static Linear random(RandomKey key, DType dtype, int in, int out, Initializer weights) {
        Inputs.random(key, dtype, "a linear layer", in, out);
        Objects.requireNonNull(weights, "random layers need an initializer, got null");
        TensorType type = new TensorType(dtype, Shape.of(in, out));
        return new Linear(weights.draw(key, type, in, out), Tensor.full(type.with(Shape.of(out)), 0));
    }

    /**
     * The value x W + b: [..., in] → [..., out].
     *
     * @throws IllegalArgumentException if the last axis of x is not {@code in} long, or x of another type of number
     */
    @Override
    public Tensor apply(Tensor x) {
        return Inputs.lastAxis("a linear layer", x, weight).matmul(weight).plus(bias);
    }
}
