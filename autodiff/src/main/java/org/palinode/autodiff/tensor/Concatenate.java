package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Tensors one after another along one axis; the other axes agree. VJP: a {@link Slice} for each. */
record Concatenate(int axis) implements Operation, Movement {
    @Override
    public String name() {
        return "concatenate";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType first = in.get(0);
        int length = 0;
        for (TensorType type : in) {
            boolean ranked = type.shape().rank() == first.shape().rank() && type.dtype() == first.dtype();
            if (!ranked || !type.shape().without(axis).equals(first.shape().without(axis))) {
                throw new IllegalArgumentException("concatenate along axis " + axis
                        + " needs equal other axes and one type, got " + first + " and " + type
                        + "; reshape or cast one, for instance by a.cast(b.dtype())");
            }
            length += type.shape().dim(axis);
        }
        return first.with(first.shape().with(axis, length));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Kernel[] parts = new Kernel[in.size()];
        for (int i = 0, start = 0; i < parts.length; i++) {
            Shape part = in.get(i).shape();
            Strides place = Strides.whole(out.shape()).slice(out.shape().axis(axis), start, part);
            parts[i] = place.isDense()
                    ? Copying.block(in.get(i), out, place.offset())
                    : Copying.scatter(in.get(i), out, place.indices());
            start += part.dim(axis);
        }
        return () -> {
            for (Kernel part : parts) {
                part.run();
            }
        };
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        int[] sources = new int[out.size()];
        int start = 0;
        int number = 0;
        for (Shape part : in) {
            for (int place :
                    Strides.whole(out).slice(out.axis(axis), start, part).indices()) {
                sources[place] = number++;
            }
            start += part.dim(axis);
        }
        return sources;
    }

    @Override
    public boolean rounds(TensorType input) {
        return input.size() == 1;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        int start = 0;
        for (int i = 0; i < input; i++) {
            start += in.get(i).shape().dim(axis);
        }
        return outBar.slice(axis, start, start + in.get(input).shape().dim(axis));
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        List<Tensor> filled = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            filled.add(inDot.get(i) == null ? in.get(i).zerosLike() : inDot.get(i));
        }
        return Tensor.apply(this, filled).get(0);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Concatenate(Batching.axis(axis)), Batching.stretched(in, isBatched, size));
    }
}
