package org.palinode.ode.event;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Events at one time, at the end of a step.
 *
 * @param step the step that ends there; −1 if it is the start of the solve
 * @param t when
 * @param y the state there, before any reset [n]
 * @param start the state in which that step began, with what the solver hands on, each [n]
 * @param events which, in the order in which their resets are applied
 * @param root the one whose condition is zero at the end of the step; −1 if none is, and t depends on nothing
 */
public record Firing(int step, double t, Tensor y, List<Tensor> start, List<Integer> events, int root) {
    public Firing {
        start = List.copyOf(start);
        events = List.copyOf(events);
    }
}
