package org.palinode.examples.conform;

import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Numbers by formula, so that files stay small: the one with row-major index k from 0 is sin(a k + b k²/1000 + phase).
 *
 * @param phase in radians
 */
record Wave(double phase) {
    Tensor of(Shape shape, double a, double b) {
        double[] numbers = IntStream.range(0, shape.size())
                .mapToDouble(k -> Math.sin(a * k + b * k * k / 1000 + phase))
                .toArray();
        return Tensor.of(shape, numbers);
    }
}
