package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** All that a window shows as it moves over the last axes: [..., lengths] → [..., size, places]. VJP: {@link PatchSum}. */
record Patches(Window window) implements LinearOperation {
    @Override
    public String name() {
        return "patches";
    }

    @Override
    public TensorType output(List<TensorType> in) {
        Shape whole = in.get(0).shape();
        if (whole.rank() < window.rank()) {
            throw new IllegalArgumentException("a window over " + window.rank() + " axes does not fit " + in.get(0));
        }
        return in.get(0).with(window.shape(whole));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer x = in.get(0);
        PatchRows rows = new PatchRows(window, x.shape());
        PatchRows.Row moving = (from, step, to, count) -> { // made once: a run allocates nothing
            for (int i = 0; i < count; i++) {
                out.set(to + i, x.get(from + i * step));
            }
        };
        return () -> rows.each(moving);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return Tensor.apply(new PatchSum(window, in.get(0).shape()), outBar);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return Tensor.apply(this, in);
    }
}
