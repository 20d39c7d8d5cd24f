package org.palinode.autodiff.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Axes in another order: axis i of the output is axis {@code axes.get(i)} of the input. VJP: the inverse order. */
record Transpose(List<Integer> axes) implements LinearOperation, Movement {
    public Transpose {
        axes = List.copyOf(axes);
    }

    @Override
    public String name() {
        return "transpose";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape shape = in.get(0).shape();
        List<Integer> sorted = new ArrayList<>(axes);
        Collections.sort(sorted);
        if (!sorted.equals(IntStream.range(0, shape.rank()).boxed().toList())) {
            throw new IllegalArgumentException("transpose of " + shape + " needs each of its axes once, got " + axes);
        }
        return in.get(0).with(Shape.of(axes.stream().mapToInt(shape::dim).toArray()));
    }

    @Override
    public List<Tensor> fold(List<Tensor> in) {
        return Constant.moved(this, in);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return Copying.gather(in.get(0), out, sources(List.of(in.get(0).shape()), out.shape()));
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        int[] own = in.get(0).strides();
        int[] strides = axes.stream().mapToInt(axis -> own[axis]).toArray();
        return new Strides(0, out, strides).indices();
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        Integer[] inverse = new Integer[axes.size()];
        for (int axis = 0; axis < inverse.length; axis++) {
            inverse[axes.get(axis)] = axis;
        }
        return Tensor.apply(new Transpose(List.of(inverse)), outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        List<Integer> shifted = new ArrayList<>(List.of(0));
        axes.forEach(axis -> shifted.add(axis + 1));
        return Tensor.apply(new Transpose(shifted), in);
    }
}
