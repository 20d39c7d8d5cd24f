package org.palinode.autodiff.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.initial.Initializer;
import org.palinode.autodiff.tensor.Tensor;

/** Multilayer perceptron: linear layers, with {@code activation} between them and {@code last} after the last one. */
public record Mlp(List<Linear> layers, UnaryOperator<Tensor> activation, UnaryOperator<Tensor> last)
        implements UnaryOperator<Tensor> {
    /** @throws IllegalArgumentException if the outputs of one layer are not the inputs of the next */
    public Mlp {
        Objects.requireNonNull(layers, "an MLP needs layers, got null");
        layers.forEach(layer -> Objects.requireNonNull(layer, "a layer of an MLP is null"));
        layers = List.copyOf(layers);
        Objects.requireNonNull(activation, "an MLP needs an activation, got null; Activation.IDENTITY does nothing");
        Objects.requireNonNull(
                last, "an MLP needs a function after its last layer, got null; Activation.IDENTITY does nothing");
        for (int i = 1; i < layers.size(); i++) {
            int out = layers.get(i - 1).bias().size();
            int in = layers.get(i).weight().shape().dim(0);
            if (out != in) {
                throw new IllegalArgumentException(
                        "layer " + i + " of an MLP takes " + in + " numbers, but layer " + (i - 1) + " gives " + out);
            }
        }
    }

    /** A perceptron without a function after the last layer. */
    public Mlp(List<Linear> layers, UnaryOperator<Tensor> activation) {
        this(layers, activation, Activation.IDENTITY);
    }

    /**
     * A perceptron of float64 layers of these widths, from input to output, with weights and biases uniform in ±1/√(inputs of the layer).
     */
    public static Mlp random(RandomKey key, UnaryOperator<Tensor> activation, int... widths) {
        return random(key, DType.FLOAT64, activation, widths);
    }

    /** A perceptron of layers of these widths, from input to output, with weights and biases uniform in ±1/√(inputs of the layer). */
    public static Mlp random(RandomKey key, DType dtype, UnaryOperator<Tensor> activation, int... widths) {
        return random(key, activation, widths, (each, in, out) -> Linear.random(each, dtype, in, out));
    }

    /** A perceptron of layers of these widths, from input to output, with weights of a law, and biases 0. */
    public static Mlp random(
            RandomKey key, DType dtype, UnaryOperator<Tensor> activation, Initializer weights, int... widths) {
        return random(key, activation, widths, (each, in, out) -> Linear.random(each, dtype, in, out, weights));
    }

    /** A law of layers. */
    private interface LayerLaw {
        Linear draw(RandomKey key, int in, int out);
    }

    private static Mlp random(RandomKey key, UnaryOperator<Tensor> activation, int[] widths, LayerLaw law) {
        Objects.requireNonNull(widths, "an MLP needs the widths of its layers, got null");
        Objects.requireNonNull(key, "random layers need a RandomKey, got null");
        if (widths.length < 2) {
            throw new IllegalArgumentException(
                    "an MLP needs the widths of its input and output at least, got " + widths.length + " widths");
        }
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] < 1) {
                throw new IllegalArgumentException("the layers of an MLP need widths of at least 1, got " + widths[i]
                        + " at place " + i + " of " + Arrays.toString(widths));
            }
        }
        List<Linear> layers = new ArrayList<>();
        for (int i = 1; i < widths.length; i++) {
            layers.add(law.draw(key.fold(i - 1), widths[i - 1], widths[i]));
        }
        return new Mlp(layers, activation);
    }

    /**
     * The value of the network: [..., in] → [..., out].
     *
     * @throws IllegalArgumentException if the last axis of x is not {@code in} long, or x of another type of number
     */
    @Override
    public Tensor apply(Tensor x) {
        Objects.requireNonNull(x, "an MLP needs an input [in] or [batch, in], got null");
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = layers.get(i).apply(y);
            y = i < layers.size() - 1 ? activation.apply(y) : last.apply(y);
        }
        return y;
    }
}
