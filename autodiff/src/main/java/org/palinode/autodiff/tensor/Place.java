package org.palinode.autodiff.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.kernel.operation.Movement;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Zeros of shape {@code whole} with the input where {@code part} would take it from: the transpose of a {@link Part}. */
record Place(Part part, Shape whole) implements LinearOperation, Movement {
    @Override
    public String name() {
        return "place";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        TensorType needed = part.output(List.of(in.get(0).with(whole)));
        if (!needed.equals(in.get(0))) {
            throw new IllegalArgumentException(
                    "place needs " + needed + " to fill " + part + " of " + whole + ", got " + in.get(0));
        }
        return in.get(0).with(whole);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Kernel scatter = Copying.scatter(
                in.get(0), out, part.place(whole, in.get(0).shape()).indices());
        return () -> {
            out.fill(0);
            scatter.run();
        };
    }

    @Override
    public int[] sources(List<Shape> in, Shape out) {
        int[] sources = new int[out.size()];
        Arrays.fill(sources, -1);
        int number = 0;
        for (int place : part.place(whole, in.get(0)).indices()) {
            sources[place] = number++;
        }
        return sources;
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(part, outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new Place(part.ofEach(), Batching.shape(size, whole)), in);
    }
}
