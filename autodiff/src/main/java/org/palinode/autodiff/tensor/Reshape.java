package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The same numbers in row-major order under another shape. Moves nothing. */
record Reshape(Shape shape) implements View {
    @Override
    public String name() {
        return "reshape";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        if (in.get(0).size() != shape.size()) {
            throw new IllegalArgumentException("cannot reshape " + in.get(0) + " to " + shape + ": "
                    + in.get(0).size() + " numbers are not " + shape.size());
        }
        return in.get(0).with(shape);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer source = in.get(0);
        return () -> out.copyFrom(source);
    }

    @Override
    public Strides view(Strides in, Shape out) {
        return in.reshape(out);
    }

    @Override
    public int viewOffset(Shape in) {
        return 0;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return outBar.reshape(in.get(0).shape());
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Reshape(Batching.shape(size, shape)), in);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reshape that && shape.equals(that.shape);
    }

    @Override
    public int hashCode() {
        return shape.hashCode();
    }
}
