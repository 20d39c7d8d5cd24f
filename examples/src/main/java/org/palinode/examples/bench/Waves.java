package org.palinode.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

/** Numbers sin(k + 1), sin(k + 2), ... in the place of random ones, so that a peer's case has the same. */
final class Waves {
    private Waves() {}

    /** A tensor of them, row by row. */
    static Tensor tensor(DType dtype, double k, int... dims) {
        TensorType type = new TensorType(dtype, Shape.of(dims));
        return Tensor.of(
                type,
                IntStream.rangeClosed(1, type.size())
                        .mapToDouble(i -> Math.sin(k + i))
                        .toArray());
    }

    /** A tanh MLP whose weights are waves over the root of the inputs, and whose biases are 0. */
    static Mlp mlp(DType dtype, double k, UnaryOperator<Tensor> last, int... widths) {
        List<Linear> layers = new ArrayList<>();
        for (int i = 1; i < widths.length; i++) {
            Tensor weight = tensor(dtype, k + 100 * i, widths[i - 1], widths[i]).times(1 / Math.sqrt(widths[i - 1]));
            layers.add(new Linear(weight, Tensor.zeros(widths[i]).cast(dtype)));
        }
        return new Mlp(layers, Activation.TANH, last);
    }
}
