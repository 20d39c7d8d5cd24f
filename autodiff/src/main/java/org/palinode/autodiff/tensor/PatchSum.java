package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Zeros of shape {@code whole}, and each number added where {@link Patches} would take it from: its transpose. */
record PatchSum(Window window, Shape whole) implements LinearOperation {
    @Override
    public String name() {
        return "patch_sum";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape needed = window.shape(whole);
        if (!needed.equals(in.get(0).shape())) {
            throw new IllegalArgumentException("patch_sum to " + whole + " needs " + needed + ", got " + in.get(0));
        }
        return in.get(0).with(whole);
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer patches = in.get(0);
        PatchRows rows = new PatchRows(window, whole);
        PatchRows.Row adding = (to, step, from, count) -> { // made once: a run allocates nothing
            for (int i = 0; i < count; i++) {
                int place = to + i * step;
                out.set(place, out.get(place) + patches.get(from + i));
            }
        };
        return () -> {
            out.fill(0);
            rows.each(adding);
        };
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new Patches(window), outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(new PatchSum(window, Batching.shape(size, whole)), in);
    }
}
