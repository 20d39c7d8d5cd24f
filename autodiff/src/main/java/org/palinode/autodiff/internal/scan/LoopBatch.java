package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Many loops as one whose carry has a leading axis more. In slices that axis is the second of their array: steps come first. */
final class LoopBatch {
    private final Scan loop;
    private final LoopBody body;
    private final Moving moving;
    private final int size;

    LoopBatch(Scan loop, IntPredicate isBatched, int size) {
        this.loop = loop;
        this.size = size;
        body = loop.body();
        moving = Moving.of(body, i -> isBatched.test(i) || loop.kept().batchesTheCarry() && body.isCarriedIn(i));
    }

    /** The outputs of all, each with a new leading axis. */
    List<Tensor> of(List<Tensor> in, IntPredicate isBatched) {
        List<Tensor> all = new ArrayList<>(in);
        for (int i = 0; i < all.size(); i++) {
            if (isBatched.test(i) && i >= body.firstSlice()) {
                all.set(i, swapped(in.get(i)));
            } else if (moving.inputs().get(i) && !isBatched.test(i)) {
                all.set(i, stretched(in.get(i)));
            }
        }
        LoopBody batched = new LoopBody(batched(body.program(), 0), body.constants(), body.carried(), body.sums());
        Kept kept = loop.kept().batched(back -> batched(back, body.sums()), size);
        List<Tensor> out = new ArrayList<>(Tensor.apply(new Scan(batched, loop.steps(), loop.direction(), kept), all));
        for (int i = 0; i < out.size(); i++) {
            if (!moving.outputs().get(i)) {
                out.set(i, stretched(out.get(i)));
            } else if (i >= body.firstRow()) {
                out.set(i, swapped(out.get(i)));
            }
        }
        return out;
    }

    private Tensor stretched(Tensor tensor) {
        return tensor.broadcastTo(tensor.shape().insert(0, size));
    }

    /** The first two axes, exchanged. */
    private static Tensor swapped(Tensor tensor) {
        int[] axes = new int[tensor.rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i < 2 ? 1 - i : i;
        }
        return tensor.transpose(axes);
    }

    /** A program of the body's inputs for all members; its first output is the output {@code first} of the body. */
    private Program batched(Program program, int first) {
        List<TensorType> types = new ArrayList<>(program.inputTypes());
        moving.inputs().stream()
                .forEach(i ->
                        types.set(i, types.get(i).with(types.get(i).shape().insert(0, size))));
        return Program.traceClosed(types, arguments -> {
            BatchTrace batch = new BatchTrace(size);
            List<Tensor> in = new ArrayList<>(arguments);
            moving.inputs().stream().forEach(i -> in.set(i, batch.variable(in.get(i))));
            List<Tensor> out = new ArrayList<>(program.apply(in));
            for (int i = 0; i < out.size(); i++) {
                if (moving.outputs().get(first + i)) {
                    out.set(i, batch.values(out.get(i)));
                }
            }
            return out;
        });
    }
}
