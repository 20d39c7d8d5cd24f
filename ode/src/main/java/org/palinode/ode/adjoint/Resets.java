package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.Events;
import org.palinode.ode.event.Firing;

/**
 * What events at one time make of y, as it moves where they move apart: the resets in order, and the flow from the time of one to that of the
 * next, which has no length but a derivative.
 *
 * @param changes the resets, one for each occurrence
 */
record Resets(Events events, Firing firing, List<Program> changes, List<Tensor> parameters) {
    /** The state after all of them, if they stay where they are. */
    Tensor after(Tensor t, Tensor y) {
        Tensor after = y;
        for (Program change : changes) {
            after = call(change, t, after);
        }
        return after;
    }

    /**
     * The state at the start of the next step.
     *
     * @param y at the time of the occurrence that moves the end of the step
     * @param times of the occurrences
     * @param next where the next step starts, which is not before they are over
     */
    Tensor moving(Tensor y, List<Tensor> times, Tensor next) {
        Tensor now = times.get(firing.isRoot() ? firing.mover() : 0);
        Tensor after = y;
        for (int i = 0; i < changes.size(); i++) {
            if (firing.occurrences().get(i).isRoot()) {
                after = flow(now, times.get(i), after);
                now = times.get(i);
            }
            after = call(changes.get(i), now, after);
        }
        return flow(now, next, after);
    }

    /** The solution at {@code next} from y at {@code now}: one step of the classical Runge–Kutta method, whose derivatives are right up to the fourth. */
    private Tensor flow(Tensor now, Tensor next, Tensor y) {
        if (now == next) {
            return y;
        }
        Tensor h = next.minus(now).minus(next.minus(now).stopGradient());
        Tensor middle = now.plus(h.times(0.5));
        Tensor k1 = slope(now, y);
        Tensor k2 = slope(middle, advanced(y, h, k1, 0.5));
        Tensor k3 = slope(middle, advanced(y, h, k2, 0.5));
        Tensor k4 = slope(now.plus(h), advanced(y, h, k3, 1));
        return advanced(y, h, k1.plus(k2.plus(k3).times(2)).plus(k4), 1.0 / 6);
    }

    private Tensor slope(Tensor t, Tensor y) {
        return call(events.field(), t, y);
    }

    private static Tensor advanced(Tensor y, Tensor h, Tensor slope, double part) {
        return y.plus(slope.times(h.times(part).cast(y.dtype())));
    }

    private Tensor call(Program program, Tensor t, Tensor y) {
        List<Tensor> in = new ArrayList<>(List.of(t, y));
        in.addAll(parameters);
        return Tensor.apply(new Call(program), in).get(0);
    }
}
