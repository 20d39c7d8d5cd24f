package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * (first carry, first carry as steps back gave it, last carry, values) → values, if both first carries agree; else throws. A gap is measured
 * by the largest number that the tensor has in the first and the last carry.
 *
 * @param members how many loops lie side by side in each tensor; each has a size of its own
 */
record ReversalCheck(List<CarryPart> parts, int members) implements Primitive {
    @Override
    public String name() {
        return "reversal_check";
    }

    private int values() {
        return 3 * parts.size();
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return inputs.subList(values(), inputs.size());
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        return () -> {
            for (int i = 0; i < parts.size(); i++) {
                require(i, inputs);
            }
            for (int i = 0; i < outputs.size(); i++) {
                outputs.get(i).copyFrom(inputs.get(values() + i));
            }
        };
    }

    private void require(int leaf, List<Buffer> inputs) {
        CarryPart part = parts.get(leaf);
        Buffer first = inputs.get(leaf);
        Buffer reached = inputs.get(parts.size() + leaf);
        Buffer last = inputs.get(2 * parts.size() + leaf);
        int size = first.size() / members;
        for (int from = 0; from < first.size(); from += size) {
            double gap = 0;
            double scale = 0;
            for (int i = from; i < from + size; i++) {
                gap = Math.max(gap, Math.abs(first.get(i) - reached.get(i)));
                scale = Math.max(scale, Math.max(Math.abs(first.get(i)), Math.abs(last.get(i))));
            }
            if (!(gap <= part.tolerance() * scale)) {
                throw new ArithmeticException("the inverse of a scan missed the first carry at " + part.path()
                        + " by " + gap + ", more than " + part.tolerance() + " of the largest number there, " + scale
                        + ": gradients would be wrong; give the exact inverse of the step, or where rounding grows so much on the way"
                        + " back, use ScanMemory.checkpoints()");
            }
        }
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        List<Tensor> inBar = new ArrayList<>(Collections.nCopies(values(), null));
        inBar.addAll(outBar);
        return inBar;
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return new ArrayList<>(inDot.subList(values(), inDot.size()));
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < in.size(); i++) {
            Tensor tensor = in.get(i);
            all.add(
                    isBatched.test(i)
                            ? tensor
                            : tensor.broadcastTo(tensor.shape().insert(0, size)));
        }
        return Tensor.apply(new ReversalCheck(parts, members * size), all);
    }
}
