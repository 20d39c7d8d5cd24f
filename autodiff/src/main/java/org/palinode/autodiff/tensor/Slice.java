package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The numbers from {@code start} to before {@code stop} along one axis. VJP: {@link Place} among zeros. */
record Slice(int axis, int start, int stop) implements View {
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
    public Kernel bind(List<Buffer> in, Buffer out) {
        return gather(in.get(0), out);
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.slice(in.shape().axis(axis), start, out);
    }

    /** The places of the numbers of the slice, of shape {@code part}, in {@code whole}. */
    Strides place(Shape whole, Shape part) {
        return view(Strides.whole(whole), part);
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
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new Place(this, in.get(0).shape()), outBar);
    }

    /** The same part of each of a batch. */
    Slice ofEach() {
        return new Slice(Batching.axis(axis), start, stop);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(ofEach(), in);
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
