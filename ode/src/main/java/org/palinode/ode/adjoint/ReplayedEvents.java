package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.EventRecord;
import org.palinode.ode.event.Firing;

/**
 * The times of a run's steps where events move them, for a {@link Replay}. The size of a step that ends at an event is that which was
 * recorded, to which two Newton steps of value zero are added: they have the derivatives of the event's time up to the third.
 */
final class ReplayedEvents {
    private static final int NEWTON_STEPS = 2;

    private final Run run;
    private final EventRecord record;
    private final List<Tensor> parameters;
    private final MovingTimes given;
    private final Map<Integer, Tensor> times = new HashMap<>();

    /** @param given the times as they move with t0 and t1 */
    ReplayedEvents(Run run, List<Tensor> parameters, MovingTimes given) {
        this.run = run;
        this.parameters = parameters;
        this.given = given;
        record = run.events().orElseThrow();
    }

    /** Where a step starts. */
    Tensor start(int step) {
        Tensor start = given.t(step);
        return record.isRoot(step - 1) ? start.plus(moving(times.get(step - 1))) : start;
    }

    /** The size of a step that starts from this state (y, then what the solver hands on). */
    Tensor size(int step, List<Tensor> state) {
        Tensor size = given.h(step);
        if (record.isRoot(step - 1)) {
            size = size.minus(moving(times.get(step - 1)));
        }
        if (record.isRoot(step)) {
            Tensor start = start(step);
            int root = record.firings().get(record.at(step)).root();
            for (int i = 0; i < NEWTON_STEPS; i++) {
                size = size.minus(moving(newton(root, start, size, state)));
            }
            times.put(step, start.plus(size));
        }
        return size;
    }

    private Tensor newton(int root, Tensor start, Tensor size, List<Tensor> state) {
        Tangents along = new Tangents();
        Tensor h = along.variable(size, Tensor.scalar(1));
        List<Tensor> in = new ArrayList<>(List.of(start, h));
        in.addAll(state);
        in.addAll(parameters);
        Tensor y = new Call(run.programs().step().program()).apply(in).get(0);
        List<Tensor> at = new ArrayList<>(List.of(start.plus(h), y));
        at.addAll(parameters);
        Tensor value = new Call(record.events().conditions()).apply(at).get(root);
        return along.primal(value).dividedBy(along.tangent(value));
    }

    /** Nothing, that moves as {@code x}. */
    private static Tensor moving(Tensor x) {
        return x.minus(x.stopGradient());
    }

    /** The times of all events. */
    Tensor eventTimes() {
        List<Tensor> all = new ArrayList<>();
        for (Firing firing : record.firings()) {
            Tensor recorded = Tensor.scalar(firing.t());
            boolean moves = record.isRoot(firing.step());
            all.add(moves ? recorded.plus(moving(times.get(firing.step()))) : recorded);
        }
        return all.isEmpty() ? record.times() : Tensor.stack(0, all);
    }
}
