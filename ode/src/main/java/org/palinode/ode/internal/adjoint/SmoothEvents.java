package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.Events;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.event.Firing.Occurrence;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.outcome.GradientException;

/**
 * Check that the events of a run can be differentiated. They cannot where a condition crosses without a slope or jumps; nor where events at
 * one time would move apart and what comes of them depends on which is first.
 */
final class SmoothEvents {
    /** Derivatives of one function in two ways agree better than this, and others by chance do not. */
    private static final double SAME = 1e-8;

    /** The state moves, or the one time, or the other. */
    private static final int DIRECTIONS = 3;

    private final FinishedSolve run;
    private final Events events;
    private final InstantFlow flow;

    private SmoothEvents(FinishedSolve run) {
        this.run = run;
        events = run.events().orElseThrow().events();
        flow = new InstantFlow(events.field(), run.parameters());
    }

    /** Refuses what cannot be differentiated, however that is to be done. */
    static void require(FinishedSolve run) {
        SmoothEvents smooth = new SmoothEvents(run);
        for (Firing firing : run.events().orElseThrow().firings()) {
            firing.occurrences().forEach(occurrence -> smooth.requireSlope(occurrence, firing.t()));
            smooth.requireAnyOrder(firing);
        }
    }

    private void requireSlope(Occurrence occurrence, double t) {
        String condition = "the condition of event " + occurrence.event();
        switch (occurrence.zero()) {
            case MULTIPLE ->
                throw new GradientException(condition + " has slope 0 where it crosses zero, at t = " + t
                        + ", so no derivative of its time can be computed; use a condition that crosses with a slope, such as u in place"
                        + " of u^3");
            case VERTICAL ->
                throw new GradientException(condition + " crosses zero at t = " + t
                        + " with a slope that is not finite, so no derivative of its time can be computed; use a condition with a"
                        + " finite slope, such as u in place of its root");
            case JUMP ->
                throw new GradientException(condition + " jumps across zero at t = " + t
                        + ", so its time has no derivative; use a condition that is continuous, or Event.whenTrue");
            default -> {}
        }
    }

    private void requireAnyOrder(Firing firing) {
        List<Occurrence> roots =
                firing.occurrences().stream().filter(Occurrence::isRoot).toList();
        for (int i = 0; i < roots.size(); i++) {
            for (int j = i + 1; j < roots.size(); j++) {
                Occurrence first = roots.get(i);
                Occurrence second = roots.get(j);
                if (!areOne(firing, first.event(), second.event()) && orderMatters(firing, first, second)) {
                    throw new GradientException("events " + first.event() + " and " + second.event()
                            + " occur together at t = "
                            + firing.t()
                            + ", and what comes of them depends on which is first, so there is no derivative; move one of"
                            + " them, or make one event of both");
                }
            }
        }
    }

    /** True if two events at one time stay at one time, whatever moves. */
    private boolean areOne(Firing firing, int first, int second) {
        return agree(timeByAll(firing, first), timeByAll(firing, second));
    }

    /** The derivatives of the time of an event for y and the parameters. */
    private List<Tensor> timeByAll(Firing firing, int event) {
        Tape tape = new Tape();
        Tangents along = new Tangents();
        Tensor y = tape.variable(firing.y());
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor t = Tensor.scalar(firing.t());
        Tensor value = call(events.conditions(), t, y, parameters).get(event);
        Tensor slope = call(events.field(), t, firing.y(), run.parameters()).get(0);
        Tensor moving = call(
                        events.conditions(),
                        along.variable(t, Tensor.scalar(1)),
                        along.variable(firing.y(), slope),
                        run.parameters())
                .get(event);
        List<Tensor> variables = new ArrayList<>(List.of(y));
        variables.addAll(parameters);
        Tensor rate = Tensor.scalar(1).dividedBy(along.tangent(moving));
        return tape.pullBack(List.of(value), List.of(rate), variables);
    }

    private static List<Tensor> call(Program program, Tensor t, Tensor y, List<Tensor> parameters) {
        List<Tensor> in = FieldInputs.of(t, y, parameters);
        return new Call(program).apply(in);
    }

    private static boolean agree(List<Tensor> some, List<Tensor> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!agree(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean agree(Tensor one, Tensor other) {
        if (one.size() == 0) {
            return true;
        }
        double scale = one.abs().maximum(other.abs()).max().item();
        double same = one.dtype() == DType.FLOAT64 ? SAME : Math.sqrt(SAME);
        return one.minus(other).abs().max().item() <= same * scale;
    }

    /** True if two events that move apart leave another state, or move it otherwise, in the one order than in the other. */
    private boolean orderMatters(Firing firing, Occurrence first, Occurrence second) {
        if (firing.step() == run.steps() - 1) {
            boolean reset = !first.ends() && changes(firing, first) || !second.ends() && changes(firing, second);
            return firing.ends() && (reset || first.ends() && second.ends());
        }
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            Tangents along = new Tangents();
            Tensor t = Tensor.scalar(firing.t());
            Tensor y = along.variable(
                    firing.y(),
                    direction == 0 ? generic(firing.y()) : firing.y().zerosLike());
            Tensor one = along.variable(t, Tensor.scalar(direction == 1 ? 1 : 0));
            Tensor other = along.variable(t, Tensor.scalar(direction == 2 ? 1 : 0));
            Tensor there = inOrder(t, y, first, one, second, other);
            Tensor back = inOrder(t, y, second, other, first, one);
            if (!agree(along.primal(there), along.primal(back)) || !agree(along.tangent(there), along.tangent(back))) {
                return true;
            }
        }
        return false;
    }

    private boolean changes(Firing firing, Occurrence occurrence) {
        Tensor t = Tensor.scalar(firing.t());
        return !agree(flow.call(reset(occurrence), t, firing.y()), firing.y());
    }

    private Program reset(Occurrence occurrence) {
        return events.rules().get(occurrence.event()).reset().orElseThrow();
    }

    /** A direction in which nothing vanishes by chance. */
    private static Tensor generic(Tensor like) {
        return Tensor.arange(like.size()).times(Math.sqrt(2)).plus(1).sin().cast(like.dtype());
    }

    /** The state at t, where y was, after two events one after the other. */
    private Tensor inOrder(Tensor t, Tensor y, Occurrence first, Tensor one, Occurrence second, Tensor other) {
        Tensor after = flow.call(reset(first), one, flow.between(t, one, y));
        after = flow.call(reset(second), other, flow.between(one, other, after));
        return flow.between(other, t, after);
    }
}
