package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.event.Firing.Occurrence;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.MovingTimes;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepSignature;

/**
 * The times of a run's steps where events move them, for a {@link Replay}. The size of a step that ends at an event is that which was
 * recorded, to which two Newton steps of value zero are added: they have the derivatives of the event's time up to the third.
 */
final class ReplayedEvents {
    private static final int NEWTON_STEPS = 2;

    private final FinishedSolve run;
    private final EventRecord record;
    private final List<Tensor> parameters;
    private final MovingTimes given;
    private final Map<Integer, List<Tensor>> times = new HashMap<>();
    private final Map<Integer, List<Tensor>> apart = new HashMap<>();
    private final List<Tensor> states = new ArrayList<>();

    /**
     * Refuses a run whose events have times without derivatives.
     *
     * @param given the times as they move with t0 and t1
     */
    ReplayedEvents(FinishedSolve run, List<Tensor> parameters, MovingTimes given) {
        this.run = run;
        this.parameters = parameters;
        this.given = given;
        record = run.events().orElseThrow();
        SmoothEvents.require(run);
    }

    /** The time at which a step starts. */
    Tensor start(int step) {
        Tensor start = given.t(step);
        return startsAtRoot(step) ? start.plus(moving(lastTime(step))) : start;
    }

    private boolean startsAtRoot(int step) {
        Optional<Firing> before = record.at(step - 1).filter(Firing::isRoot);
        return before.isPresent() && before.get().t() == run.record().t(step);
    }

    private Tensor lastTime(int step) {
        return times.get(step - 1).get(record.at(step - 1).orElseThrow().lastRoot());
    }

    /** The size of a step that starts from this state: y and the carry. */
    Tensor size(int step, Parts<Tensor> state) {
        Tensor planned = given.h(step);
        Tensor start = start(step);
        Tensor size = startsAtRoot(step) ? planned.minus(moving(lastTime(step))) : planned;
        Optional<Firing> firing = record.at(step);
        if (firing.isEmpty()) {
            return size;
        }
        List<Tensor> sizes = new ArrayList<>();
        for (Occurrence occurrence : firing.get().occurrences()) {
            sizes.add(occurrence.isRoot() ? root(step, occurrence.event(), start, size, state) : null);
        }
        OptionalInt mover = run.mover(step);
        Tensor end = mover.isPresent() ? sizes.get(firing.get().mover()) : size;
        List<Tensor> ends = new ArrayList<>();
        List<Tensor> there = new ArrayList<>();
        for (Tensor own : sizes) {
            ends.add(own == null ? mover.isPresent() ? start.plus(end) : null : start.plus(own));
            there.add(own == null || own == end ? null : stepped(step, start, own, state));
        }
        times.put(step, ends);
        apart.put(step, there);
        return end;
    }

    /** The size at which the condition is zero, of the value {@code h}. */
    private Tensor root(int step, int event, Tensor start, Tensor h, Parts<Tensor> state) {
        Tensor size = h;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            Tangents along = new Tangents();
            Tensor tried = along.variable(size, Tensor.scalar(1));
            List<Tensor> at = FieldInputs.of(start.plus(tried), stepped(step, start, tried, state), parameters);
            Tensor value = new Call(record.events().conditions()).apply(at).get(event);
            size = size.minus(moving(along.primal(value).dividedBy(along.tangent(value))));
        }
        return size;
    }

    private Tensor stepped(int step, Tensor start, Tensor size, Parts<Tensor> state) {
        return run.programs(step)
                .step()
                .call(StepSignature.inputs(state, start, size, parameters))
                .one(StepPart.Y);
    }

    /** Takes down the states at what occurred at the end of {@code step}, which is y. */
    void ended(int step, Tensor y) {
        record.at(step).ifPresent(firing -> {
            for (int i = 0; i < firing.occurrences().size(); i++) {
                Tensor own = step == SavedRows.START ? null : apart.get(step).get(i);
                states.add(own == null ? y : own);
            }
        });
    }

    /** The state at the start of {@code step}, after the resets there. */
    Tensor afterResets(int step, Tensor start, Tensor y) {
        if (run.record().resets(step).isEmpty()) {
            return y;
        }
        Firing firing = record.at(step - 1).orElseThrow();
        InstantFlow flow = new InstantFlow(record.events().field(), parameters);
        Resets resets = new Resets(firing, run.record().resets(step), flow);
        if (!firing.isRoot()) {
            return resets.after(start, y);
        }
        List<Tensor> ends = times.get(step - 1);
        return resets.moving(y, ends, startsAtRoot(step) ? lastTime(step) : start);
    }

    /** Nothing, that moves as {@code x}. */
    private static Tensor moving(Tensor x) {
        return x.minus(x.stopGradient());
    }

    /** The times of all occurrences. */
    Tensor eventTimes() {
        List<Tensor> all = new ArrayList<>();
        for (Firing firing : record.firings()) {
            for (int i = 0; i < firing.occurrences().size(); i++) {
                Tensor time = firing.step() == SavedRows.START
                        ? null
                        : times.get(firing.step()).get(i);
                Tensor recorded = Tensor.scalar(firing.t());
                all.add(time == null ? recorded : recorded.plus(moving(time)));
            }
        }
        return all.isEmpty() ? record.times() : Tensor.stack(0, all);
    }

    /** The states at all occurrences, each [n]. */
    List<Tensor> states() {
        return states;
    }
}
