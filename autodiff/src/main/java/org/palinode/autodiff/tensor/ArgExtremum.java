package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * The position of the largest or the smallest number along an axis, which disappears, as float64: of several the first, and of a NaN if
 * there is one. Piecewise constant: no derivative.
 */
record ArgExtremum(int axis, boolean isLargest) implements Operation {
    @Override
    public String name() {
        return isLargest ? "argmax" : "argmin";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        if (shape.dim(axis) == 0) {
            throw new IllegalArgumentException(name() + " over an axis without numbers: axis " + axis + " of " + shape);
        }
        return Indices.type(shape.without(axis));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        AxisRows rows = new AxisRows(in.get(0), axis);
        int size = out.size();
        return () -> {
            for (int i = 0; i < size; i++) {
                out.set(i, position(rows.read(i)));
            }
        };
    }

    private int position(double[] numbers) {
        int sign = isLargest ? 1 : -1;
        int position = 0;
        double best = sign * numbers[0];
        for (int j = 1; j < numbers.length && best == best; j++) {
            double number = sign * numbers[j];
            if (!(number <= best)) {
                position = j;
                best = number;
            }
        }
        return position;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return null;
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        return null;
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new ArgExtremum(Batching.axis(axis), isLargest), in);
    }
}
