package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The numbers from {@code start} to before {@code stop} along one axis. VJP: {@link Place} among zeros. */
public record Slice(int axis, int start, int stop) implements LinearOperation {
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
    public List<Tensor> fold(List<Tensor> in) {
        return in.get(0) instanceof Constant same ? List.of(Tensor.full(output(Tensor.types(in)), same.value())) : null;
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return Copying.gather(in.get(0), out, indices(in.get(0).shape(), out.shape()));
    }

    /** Where the numbers of the slice, of shape {@code part}, lie in {@code whole}. */
    int[] indices(Shape whole, Shape part) {
        int[] strides = whole.strides();
        return Broadcast.strided(strides, start * strides[whole.axis(axis)], part);
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
