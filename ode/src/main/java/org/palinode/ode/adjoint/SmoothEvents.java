package org.palinode.ode.adjoint;

import org.palinode.ode.event.Firing;
import org.palinode.ode.event.Firing.Occurrence;

/** Whether what occurred in a run has times that can be differentiated. */
final class SmoothEvents {
    private SmoothEvents() {}

    /** Refuses a run in which a condition crosses without a slope, or jumps, however it is to be differentiated. */
    static void require(Run run) {
        for (Firing firing : run.events().orElseThrow().firings()) {
            for (Occurrence occurrence : firing.occurrences()) {
                require(occurrence, firing.t());
            }
        }
    }

    private static void require(Occurrence occurrence, double t) {
        String condition = "the condition of event " + occurrence.event();
        switch (occurrence.zero()) {
            case MULTIPLE ->
                throw new GradientException(condition + " has a multiple zero at t = " + t
                        + ": it crosses with slope 0, so no derivative of its time can be computed; use a condition that crosses"
                        + " with a slope, such as u in place of u^3");
            case JUMP ->
                throw new GradientException(condition + " jumps across zero at t = " + t
                        + ", so its time has no derivative; use a condition that is continuous, or Event.whenTrue");
            default -> {}
        }
    }
}
