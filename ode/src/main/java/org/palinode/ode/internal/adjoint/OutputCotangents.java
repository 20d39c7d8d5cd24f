package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.OutputOrder;

/**
 * The cotangents of a solve's outputs.
 *
 * @param rows of the saved rows [m, n]; null where zero
 * @param dense of the dense values [steps, count, n]; null where zero
 * @param steps of the time and size of each step, which come with the dense values [steps, 2]; null where zero
 * @param end of y and the carry at the end [(1 + states) n]; null where zero
 * @param eventTimes of the times of events [m]; null where zero
 * @param eventStates of the states at events [m, n]; null where zero
 */
public record OutputCotangents(
        Buffer rows, Buffer dense, Buffer steps, Buffer end, Buffer eventTimes, Buffer eventStates) {
    /** The cotangents of the outputs of a run, in their order; null where zero. */
    static OutputCotangents of(FinishedSolve run, List<Tensor> outBar) {
        OutputOrder order = run.order();
        return new OutputCotangents(
                buffer(outBar.get(order.rows())),
                order.isDense() ? buffer(outBar.get(order.dense())) : null,
                order.isDense() ? buffer(outBar.get(order.steps())) : null,
                order.hasEnd() ? buffer(outBar.get(order.end())) : null,
                order.hasEvents() ? buffer(outBar.get(order.eventTimes())) : null,
                order.hasEvents() ? buffer(outBar.get(order.eventStates())) : null);
    }

    private static Buffer buffer(Tensor bar) {
        return bar == null ? null : bar.buffer();
    }

    /** The cotangents of a run's outputs as tensors, in the order of its outputs; null where zero. */
    List<Tensor> tensors(FinishedSolve run) {
        OutputOrder order = run.order();
        List<Tensor> all = new ArrayList<>(Collections.nCopies(order.count(), null));
        all.set(order.rows(), tensor(rows));
        if (order.isDense()) {
            all.set(order.dense(), tensor(dense));
            all.set(order.steps(), tensor(steps));
        }
        if (order.hasEnd()) {
            all.set(order.end(), tensor(end));
        }
        if (order.hasEvents()) {
            all.set(order.eventTimes(), tensor(eventTimes));
            all.set(order.eventStates(), tensor(eventStates));
        }
        return all;
    }

    private static Tensor tensor(Buffer buffer) {
        return buffer == null ? null : Tensor.copyOf(buffer);
    }
}
