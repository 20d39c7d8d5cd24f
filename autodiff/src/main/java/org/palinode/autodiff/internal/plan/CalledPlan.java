package org.palinode.autodiff.internal.plan;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A plan that is called with tensors and returns tensors. Large ones are read and written where they lie, if all kernels that use them can be
 * told; a copy of a MiB takes as long as to compute tanh of it. All others are copied to the plan's memory and from it.
 */
final class CalledPlan {
    /** Bytes below which a copy takes no longer than to remember what was copied. */
    private static final long LARGE = 4096;

    private final Plan plan;
    private final List<MovableMemory> movable;

    /** The large tensors that were copied to inputs last; null for others. */
    private final List<WeakReference<Tensor>> copied = new ArrayList<>();

    CalledPlan(Program program, Arena arena) {
        plan = Plan.of(program).in(arena).build();
        movable = Stream.concat(
                        IntStream.range(0, program.inputs().size()).mapToObj(plan::movableInput),
                        IntStream.range(0, program.arity()).mapToObj(plan::movableOutput))
                .filter(Objects::nonNull)
                .toList();
        program.inputs().forEach(input -> copied.add(null));
    }

    /** The outputs for these inputs, in the memory {@code outputs}, which nothing else uses. */
    List<Tensor> call(List<Tensor> inputs, List<Buffer> outputs) {
        try {
            for (int i = 0; i < inputs.size(); i++) {
                read(i, inputs.get(i));
            }
            for (int i = 0; i < outputs.size(); i++) {
                MovableMemory memory = plan.movableOutput(i);
                if (memory != null) {
                    memory.moveTo(outputs.get(i));
                }
            }
            plan.run();
        } finally {
            movable.forEach(MovableMemory::moveBack); // the plan keeps no tensor alive, and writes to none
        }
        List<Tensor> results = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            if (plan.movableOutput(i) == null) {
                outputs.get(i).copyFrom(plan.output(i));
            }
            results.add(Tensor.owning(outputs.get(i)));
        }
        return results;
    }

    /**
     * Has an input be that of a tensor. If it was copied there last, as data or weights that stay, it lies there still: no run writes to an
     * input, and nobody to the numbers of a tensor.
     */
    private void read(int index, Tensor tensor) {
        MovableMemory memory = plan.movableInput(index);
        WeakReference<Tensor> last = copied.get(index);
        if (memory != null) {
            memory.moveTo(tensor.buffer());
        } else if (last == null || !last.refersTo(tensor)) {
            copied.set(index, null); // first: if the copy fails, the memory has neither
            plan.input(index).copyFrom(tensor.buffer());
            copied.set(index, tensor.type().bytes() < LARGE ? null : new WeakReference<>(tensor));
        }
    }
}
