package org.palinode.autodiff.tensor;

import java.util.List;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The numbers from {@code start} to before {@code stop} along one axis. */
record Slice(int axis, int start, int stop) implements Part {
    @Override
    public String name() {
        return "slice";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        if (start < 0 || stop < start || stop > shape.dim(axis)) {
            throw new IllegalArgumentException(
                    "slice " + start + " to " + stop + " does not lie in axis " + axis + " of " + shape);
        }
        return in.get(0).with(shape.with(axis, stop - start));
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.slice(in.shape().axis(axis), start, out);
    }

    @Override
    public int viewOffset(Shape in) {
        int front = in.axis(axis);
        for (int i = 0; i < front; i++) {
            if (in.dim(i) != 1) {
                return -1;
            }
        }
        return start * in.strides()[front];
    }

    @Override
    public Slice ofEach() {
        return new Slice(Batching.axis(axis), start, stop);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice that && axis == that.axis && start == that.start && stop == that.stop;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * axis + start) + stop;
    }
}
