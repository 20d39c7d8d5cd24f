package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;

/**
 * One step of a loop, and what its inputs and outputs are to the loop:
 * <pre>
 *   (constants, carry, slices of xs)  →  (terms of sums, carry, slices of ys)
 * </pre>
 * The pull-back of a step has this form too: constants have cotangents that are sums, and sums have cotangents that are constants. So the
 * derivatives of a loop are loops.
 *
 * @param constants how many inputs are the same in each step
 * @param carried how many tensors go from step to step
 * @param sums how many outputs are added up
 */
public record LoopBody(Program program, int constants, int carried, int sums) {
    public LoopBody {
        List<TensorType> before = program.inputTypes().subList(constants, constants + carried);
        List<TensorType> after = program.outputTypes().subList(sums, sums + carried);
        if (!before.equals(after)) {
            throw new IllegalArgumentException(
                    "a loop carries " + before + " into a step, and " + after + " out of it");
        }
    }

    /** The first input, or array of inputs, that is sliced. */
    int firstSlice() {
        return constants + carried;
    }

    /** The first output, or array of outputs, that is put together of slices. */
    int firstRow() {
        return sums + carried;
    }

    boolean isCarriedIn(int input) {
        return input >= constants && input < firstSlice();
    }

    boolean isCarriedOut(int output) {
        return output >= sums && output < firstRow();
    }

    /** The types of the loop's inputs or outputs: of those of its body, of which the ones from {@code first} on are slices. */
    static List<TensorType> stacked(List<TensorType> types, int first, int steps) {
        List<TensorType> all = new ArrayList<>(types);
        for (int i = first; i < all.size(); i++) {
            all.set(i, all.get(i).with(all.get(i).shape().insert(0, steps)));
        }
        return all;
    }
}
