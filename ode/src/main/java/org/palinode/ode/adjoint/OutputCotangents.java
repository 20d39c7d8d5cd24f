package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The cotangents of a solve's outputs.
 *
 * @param rows of the saved rows [m, n]; null where zero
 * @param dense of the dense values [steps, count, n]; null where zero
 * @param steps of the time and size of each step, which come with the dense values [steps, 2]; null where zero
 * @param eventTimes of the times of events [m]; null where zero
 * @param eventStates of the states at events [m, n]; null where zero
 */
public record OutputCotangents(Buffer rows, Buffer dense, Buffer steps, Buffer eventTimes, Buffer eventStates) {
    /** Those of a run's outputs, in the order of its outputs; null where zero. */
    static OutputCotangents of(Run run, List<Tensor> outBar) {
        int events = run.events().isPresent()
                ? run.outputs().size() - 2
                : run.outputs().size();
        return new OutputCotangents(
                buffer(outBar, 0),
                run.isDense() ? buffer(outBar, 1) : null,
                run.isDense() ? buffer(outBar, 2) : null,
                buffer(outBar, events),
                buffer(outBar, events + 1));
    }

    private static Buffer buffer(List<Tensor> outBar, int index) {
        return index < outBar.size() && outBar.get(index) != null
                ? outBar.get(index).buffer()
                : null;
    }

    /** The cotangents of a run's outputs as tensors, in the order of its outputs; null where zero. */
    List<Tensor> tensors(Run run) {
        List<Tensor> all = new ArrayList<>(Collections.nCopies(run.outputs().size(), null));
        all.set(0, tensor(rows));
        if (run.isDense()) {
            all.set(1, tensor(dense));
            all.set(2, tensor(steps));
        }
        if (run.events().isPresent()) {
            all.set(all.size() - 2, tensor(eventTimes));
            all.set(all.size() - 1, tensor(eventStates));
        }
        return all;
    }

    private static Tensor tensor(Buffer buffer) {
        return buffer == null ? null : BackwardPass.copy(buffer);
    }
}
