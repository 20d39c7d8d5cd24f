package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.Firing;

/**
 * Effect of events at one time on y: the resets in order, and where their times may move apart, the flow from the time of one to that of
 * the next.
 *
 * @param changes the resets, one for each occurrence
 */
record Resets(Firing firing, List<Program> changes, InstantFlow flow) {
    /** The state after all of them, at one time. */
    Tensor after(Tensor t, Tensor y) {
        Tensor after = y;
        for (Program change : changes) {
            after = flow.call(change, t, after);
        }
        return after;
    }

    /**
     * The state at the start of the next step.
     *
     * @param y at the time of the occurrence that moves the end of the step
     * @param times of the occurrences
     * @param next where the next step starts
     */
    Tensor moving(Tensor y, List<Tensor> times, Tensor next) {
        Tensor now = times.get(firing.isRoot() ? firing.mover() : 0);
        Tensor after = y;
        for (int i = 0; i < changes.size(); i++) {
            if (firing.occurrences().get(i).isRoot()) {
                after = flowed(now, times.get(i), after);
                now = times.get(i);
            }
            after = flow.call(changes.get(i), now, after);
        }
        return flowed(now, next, after);
    }

    private Tensor flowed(Tensor now, Tensor next, Tensor y) {
        return now == next ? y : flow.between(now, next, y);
    }
}
