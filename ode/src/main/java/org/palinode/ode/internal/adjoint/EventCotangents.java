package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveOutputs;

/**
 * Additions of events to a {@link BackwardPass}. An event in a step is after a size h* that depends on everything: g(t + h*, Φ(t, h*, y,
 * p), p) = 0. With h̄ the cotangent of h* and D = dg/dh*, the cotangents of y* and p get λ ∂g/∂y and λ ∂g/∂p, λ = −h̄/D; after that the
 * step is pulled back as any other. Where the solve continues, t* is the start of the next step, whose end stays. Derived in docs/guide/events.md.
 */
final class EventCotangents {
    private final FinishedSolve run;
    private final EventRecord record;
    private final SolveOutputs<Buffer> outputs;
    private final StepCotangents cotangents;
    private final double[] startBars;
    private final double[] resetBars;

    /** Refuses a run whose events have times without derivatives. */
    EventCotangents(FinishedSolve run, SolveOutputs<Buffer> outputs, StepCotangents cotangents) {
        this.run = run;
        this.outputs = outputs;
        this.cotangents = cotangents;
        record = run.events().orElseThrow();
        SmoothEvents.require(run);
        startBars = new double[record.times().size()];
        resetBars = new double[startBars.length];
    }

    /**
     * Takes what occurred at the end of {@code step} into account, before that step is pulled back.
     *
     * @return what must be added to the cotangent of where the step ends: pulling it back takes all for values there, and what occurred has times of
     *     its own
     */
    double pullEnd(int step) {
        Optional<Firing> firing = record.at(step);
        if (firing.isEmpty()) {
            return 0;
        }
        Tensor yBar = cotangents.copyOfY();
        if (!firing.get().isRoot()) {
            cotangents.placeY(yBar.plus(sum(stateBars(firing.get()), yBar)));
            return 0;
        }
        return pullRoots(firing.get(), yBar);
    }

    /** The cotangents of the states at each of some events; null where zero. */
    private List<Tensor> stateBars(Firing firing) {
        int count = firing.occurrences().size();
        if (outputs.eventStates() == null) {
            return Collections.nCopies(count, null);
        }
        Tensor all = Tensor.copyOf(outputs.eventStates());
        return IntStream.range(0, count)
                .mapToObj(i -> all.index(0, firing.first() + i))
                .toList();
    }

    private static Tensor sum(List<Tensor> bars, Tensor like) {
        return bars.stream().filter(bar -> bar != null).reduce(like.zerosLike(), Tensor::plus);
    }

    private double pullRoots(Firing firing, Tensor yBar) {
        MovingStep moving = MovingStep.atEnd(run, firing.step(), firing.start());
        Tensor yDot = moving.yDot();
        List<Tensor> stateBars = stateBars(firing);
        double[] timeBars = timeBars(firing, stateBars, yDot);
        if (run.mover(firing.step()).isPresent()) {
            timeBars[firing.mover()] += moving.ofEnd(cotangents.copies()) + moving.ofOutputs(outputs);
        }
        Tensor pulled = yBar.plus(sum(stateBars, yBar));
        for (int i = 0; i < timeBars.length; i++) {
            if (firing.occurrences().get(i).isRoot()) {
                pulled = pulled.plus(pullCondition(firing, i, yDot, timeBars[i]));
            }
        }
        cotangents.placeY(pulled);
        return -MovingStep.dot(yDot, pulled.minus(yBar));
    }

    /** The cotangents of the times of occurrences, without what comes of the end of the step. Boolean ones are at that end. */
    private double[] timeBars(Firing firing, List<Tensor> stateBars, Tensor yDot) {
        double[] bars = new double[stateBars.size()];
        boolean ends = run.mover(firing.step()).isPresent();
        for (int i = 0; i < bars.length; i++) {
            int number = firing.first() + i;
            boolean isRoot = firing.occurrences().get(i).isRoot();
            if (isRoot || ends) {
                int place = isRoot ? i : firing.mover();
                bars[place] +=
                        outputs.eventTimes() == null ? 0 : outputs.eventTimes().get(number);
                bars[place] += stateBars.get(i) == null ? 0 : MovingStep.dot(yDot, stateBars.get(i));
                bars[place] += startBars[number] + resetBars[number];
            }
        }
        return bars;
    }

    /** Adds what the cotangent of the time of an occurrence is for the parameters, and returns what it is for y*. */
    private Tensor pullCondition(Firing firing, int place, Tensor yDot, double timeBar) {
        Tangents along = new Tangents();
        int event = firing.occurrences().get(place).event();
        Tensor t = Tensor.scalar(firing.t());
        Tensor moved = condition(
                event, along.variable(t, Tensor.scalar(1)), along.variable(firing.y(), yDot), run.parameters());
        double slope = along.tangent(moved).item();
        Tape tape = new Tape();
        Tensor y = tape.variable(firing.y());
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor value = condition(event, t, y, parameters);
        return pulled(tape, value, Tensor.scalar(-timeBar / slope), List.of(y), parameters)
                .get(0);
    }

    private Tensor condition(int event, Tensor t, Tensor y, List<Tensor> parameters) {
        List<Tensor> in = FieldInputs.of(t, y, parameters);
        return new Call(record.events().conditions()).apply(in).get(event);
    }

    /** Pulls {@code bar} of {@code value} back, adds what comes to the parameters, and returns what comes to the variables. */
    private List<Tensor> pulled(Tape tape, Tensor value, Tensor bar, List<Tensor> variables, List<Tensor> parameters) {
        List<Tensor> all = new ArrayList<>(variables);
        all.addAll(parameters);
        List<Tensor> bars = tape.pullBack(List.of(value), List.of(bar), all);
        cotangents.parameters().add(bars.subList(variables.size(), bars.size()));
        return bars.subList(0, variables.size());
    }

    /** Takes into account that {@code step} starts where an event is, before that step is pulled back and after {@link #pullEnd}. */
    void pullStart(int step) {
        Optional<Firing> before = record.at(step - 1).filter(firing -> startsAt(step, firing));
        if (before.isEmpty()) {
            return;
        }
        MovingStep moving = MovingStep.atStart(run, step, afterResets(step));
        startBars[before.get().first() + before.get().lastRoot()] =
                moving.ofEnd(cotangents.copies()) + moving.ofOutputs(outputs);
    }

    /** True if a step starts at the time of a real event, and not after a jump of the field there. */
    private boolean startsAt(int step, Firing firing) {
        return firing.isRoot() && run.record().t(step) == firing.t();
    }

    private Resets resets(int step, List<Tensor> parameters) {
        InstantFlow flow = new InstantFlow(record.events().field(), parameters);
        return new Resets(record.at(step - 1).orElseThrow(), run.record().resets(step), flow);
    }

    /** The state after the resets before {@code step}. */
    Tensor afterResets(int step) {
        Resets resets = resets(step, run.parameters());
        return resets.after(Tensor.scalar(run.record().t(step)), resets.firing().y());
    }

    /**
     * Pulls the cotangent of y back through the resets before {@code step}.
     *
     * @return the cotangent of the time of boolean events, which is that of a step's end
     */
    double pullResets(int step) {
        Tape tape = new Tape();
        List<Tensor> parameters = tape.variables(run.parameters());
        Resets resets = resets(step, parameters);
        Firing firing = resets.firing();
        Tensor y = tape.variable(firing.y());
        List<Tensor> times = new ArrayList<>();
        for (int i = 0; i < firing.occurrences().size(); i++) {
            times.add(tape.variable(Tensor.scalar(firing.t())));
        }
        Tensor last = times.get(firing.isRoot() ? firing.lastRoot() : 0);
        boolean follows = !firing.isRoot() || startsAt(step, firing);
        Tensor after = resets.moving(y, times, follows ? last : Tensor.scalar(firing.t()));
        List<Tensor> variables = new ArrayList<>(List.of(y));
        variables.addAll(times);
        List<Tensor> bars = pulled(tape, after, cotangents.copyOfY(), variables, parameters);
        cotangents.placeY(bars.get(0));
        double ofSteps = 0;
        for (int i = 0; i < times.size(); i++) {
            resetBars[firing.first() + i] = bars.get(1 + i).item();
            ofSteps += firing.isRoot() ? 0 : bars.get(1 + i).item();
        }
        return ofSteps;
    }
}
