package org.palinode.autodiff.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/** Layers and functions, each applied to what the one before gives. Layers in it belong to its tree. */
public record Chain(List<UnaryOperator<Tensor>> parts) implements UnaryOperator<Tensor> {
    public Chain {
        Objects.requireNonNull(parts, "a chain needs its parts, got null");
        parts.forEach(part -> Objects.requireNonNull(part, "a part of a chain is null"));
        parts = List.copyOf(parts);
    }

    /** The chain of these parts, such as {@code Chain.of(linear, Activation.RELU, norm)}. */
    @SafeVarargs
    public static Chain of(UnaryOperator<Tensor>... parts) {
        Objects.requireNonNull(parts, "a chain needs its parts, got null");
        return new Chain(Arrays.asList(parts));
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = Objects.requireNonNull(x, "a chain needs an input, got null");
        for (UnaryOperator<Tensor> part : parts) {
            y = part.apply(y);
        }
        return y;
    }
}
