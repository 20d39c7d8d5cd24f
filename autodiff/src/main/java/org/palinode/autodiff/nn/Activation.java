package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/** Function that a layer applies to each of its numbers. Any other function of a tensor serves as well. */
public enum Activation implements UnaryOperator<Tensor> {
    IDENTITY,
    TANH,
    SIGMOID,
    SOFTPLUS,
    RELU,
    GELU,
    SILU;

    @Override
    public Tensor apply(Tensor x) {
        Objects.requireNonNull(x, "an activation needs a tensor, got null");
        return switch (this) {
            case IDENTITY -> x;
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
            case SOFTPLUS -> x.softplus();
            case RELU -> x.relu();
            case GELU -> x.gelu();
            case SILU -> x.silu();
        };
    }
}
