package org.palinode.autodiff.nn;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/** What a layer does with each of its numbers. Any other function of a tensor serves as well. */
public enum Activation implements UnaryOperator<Tensor> {
    IDENTITY(UnaryOperator.identity()),
    TANH(Tensor::tanh),
    SIGMOID(Tensor::sigmoid),
    SOFTPLUS(Tensor::softplus),
    RELU(Tensor::relu),
    GELU(Tensor::gelu),
    SILU(Tensor::silu);

    private final UnaryOperator<Tensor> function;

    Activation(UnaryOperator<Tensor> function) {
        this.function = function;
    }

    @Override
    public Tensor apply(Tensor x) {
        return function.apply(x);
    }
}
