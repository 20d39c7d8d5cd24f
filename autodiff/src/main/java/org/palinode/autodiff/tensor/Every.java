package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Along one axis the numbers at {@code start}, {@code start} + {@code step} and so on, {@code count} of them; a negative step goes back. */
record Every(int axis, int start, int step, int count) implements Part {
    @Override
    public String name() {
        return "every";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        int last = start + (count - 1) * step;
        int length = shape.dim(axis);
        if (step == 0 || count < 0 || count > 0 && (Math.min(start, last) < 0 || Math.max(start, last) >= length)) {
            throw new IllegalArgumentException(this + " does not lie in axis " + axis + " of " + shape);
        }
        return in.get(0).with(shape.with(axis, count));
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.every(in.shape().axis(axis), start, step, out);
    }

    @Override
    public Every ofEach() {
        return new Every(Batching.axis(axis), start, step, count);
    }
}
