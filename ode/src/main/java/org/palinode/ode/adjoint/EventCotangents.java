package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.EventRecord;
import org.palinode.ode.event.Firing;
import org.palinode.ode.integrate.StepPrograms;

/**
 * What events add to a {@link BackwardPass}. An event in a step is after a size h* that depends on everything: g(t + h*, Φ(t, h*, y, p),
 * p) = 0. With h̄ the cotangent of h* and D = dg/dh*, the cotangents of y* and p get λ ∂g/∂y and λ ∂g/∂p, λ = −h̄/D; after that the step
 * is pulled back as any other. Where the solve goes on, t* is the start of the next step, whose end stays. Derived in docs/events.md.
 */
final class EventCotangents {
    private final Run run;
    private final EventRecord record;
    private final OutputCotangents cotangents;
    private final PullBackPlans plans;
    private final BitSet wanted;
    private final double[] timeBars;

    /** Refuses a run whose events have times without derivatives. */
    EventCotangents(Run run, OutputCotangents cotangents, PullBackPlans plans, BitSet wanted) {
        this.run = run;
        this.cotangents = cotangents;
        this.plans = plans;
        this.wanted = wanted;
        record = run.events().orElseThrow();
        SmoothEvents.require(run);
        timeBars = new double[record.times().size()];
    }

    private StepPrograms programs() {
        return run.programs();
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
        Tensor yBar = Tensor.copyOf(plans.yBar());
        if (!firing.get().isRoot()) {
            plans.yBar().copyFrom(yBar.plus(sum(stateBars(firing.get()), yBar)).buffer());
            return 0;
        }
        return pullRoots(firing.get(), yBar);
    }

    /** The cotangents of the states at each occurrence; null where zero. */
    private List<Tensor> stateBars(Firing firing) {
        int count = firing.occurrences().size();
        if (cotangents.eventStates() == null) {
            return Collections.nCopies(count, null);
        }
        Tensor all = Tensor.copyOf(cotangents.eventStates());
        List<Tensor> bars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bars.add(all.index(0, firing.first() + i));
        }
        return bars;
    }

    private static Tensor sum(List<Tensor> bars, Tensor like) {
        return bars.stream().filter(bar -> bar != null).reduce(like.zerosLike(), Tensor::plus);
    }

    private double pullRoots(Firing firing, Tensor yBar) {
        int step = firing.step();
        double h = run.record().h(step);
        Tangents along = new Tangents();
        List<Tensor> in = new ArrayList<>(
                List.of(Tensor.scalar(run.record().t(step)), along.variable(Tensor.scalar(h), Tensor.scalar(1))));
        in.addAll(firing.start());
        in.addAll(run.parameters());
        List<Tensor> out = new Call(run.programs(step).denseStep().program()).apply(in);
        Tensor yDot = along.tangent(out.get(0));
        OptionalInt mover = run.mover(step);
        if (mover.isPresent()) {
            timeBars[mover.getAsInt()] += dot(yDot, yBar) + handedOn(along, out) + inside(step, along, out, 0, -1 / h);
            timeBars[mover.getAsInt()] +=
                    cotangents.steps() == null ? 0 : cotangents.steps().get(2 * step + 1);
        }
        List<Tensor> stateBars = stateBars(firing);
        gatherOccurrences(firing, stateBars, yDot, mover);
        Tensor pulled = yBar.plus(sum(stateBars, yBar));
        for (int i = 0; i < stateBars.size(); i++) {
            if (firing.occurrences().get(i).isRoot()) {
                pulled = pulled.plus(pullCondition(firing, i, yDot));
            }
        }
        plans.yBar().copyFrom(pulled.buffer());
        return -dot(yDot, pulled.minus(yBar));
    }

    /** Adds the cotangents of time and state of each occurrence to that of its time; boolean ones are at the end of the step. */
    private void gatherOccurrences(Firing firing, List<Tensor> stateBars, Tensor yDot, OptionalInt mover) {
        for (int i = 0; i < stateBars.size(); i++) {
            int number = firing.first() + i;
            int moves = firing.occurrences().get(i).isRoot() ? number : mover.orElse(-1);
            if (moves >= 0) {
                timeBars[moves] += cotangents.eventTimes() == null
                        ? 0
                        : cotangents.eventTimes().get(number);
                timeBars[moves] += stateBars.get(i) == null ? 0 : dot(yDot, stateBars.get(i));
            }
        }
    }

    /** What the solver hands on moves along, too, where a solve ends at the event and another one goes on from there. */
    private double handedOn(Tangents along, List<Tensor> out) {
        double sum = 0;
        for (int i = 1; i <= programs().states(); i++) {
            sum += dot(along.tangent(out.get(i)), Tensor.copyOf(plans.vector(i)));
        }
        return sum;
    }

    private static double dot(Tensor a, Tensor b) {
        return a.flatten().dot(b.flatten()).item();
    }

    /**
     * What the values inside a step add to the cotangent of what moves along. A saved time stays: its θ moves with {@code atStart} (1 − θ) +
     * {@code atEnd} θ. So does one at the end of the step, whose value is that end.
     */
    private double inside(int step, Tangents along, List<Tensor> out, double atStart, double atEnd) {
        List<Tensor> dense = out.subList(out.size() - programs().denseValues(), out.size());
        List<Tensor> still = dense.stream().map(along::primal).toList();
        double sum = 0;
        for (int row = 0; cotangents.rows() != null && row < run.rows().size(); row++) {
            double theta = run.rows().theta(row);
            if (run.rows().step(row) == step && (theta != 1 || run.rows().isAtGivenTime(row))) {
                Tensor rate = Tensor.scalar(atStart * (1 - theta) + atEnd * theta);
                List<Tensor> in = new ArrayList<>(List.of(along.variable(Tensor.scalar(theta), rate)));
                in.addAll(theta == 1 ? still : dense);
                Tensor y =
                        new Call(programs().interpolate().program()).apply(in).get(0);
                sum += dot(along.tangent(y), Tensor.copyOf(cotangents.rows()).index(0, row));
            }
        }
        for (int i = 0; cotangents.dense() != null && i < dense.size(); i++) {
            Tensor bars = Tensor.copyOf(cotangents.dense()).index(0, step);
            sum += dot(along.tangent(dense.get(i)), bars.index(0, i));
        }
        return sum;
    }

    /** Adds what the cotangent of the time of an occurrence is for the parameters, and returns what it is for y*. */
    private Tensor pullCondition(Firing firing, int place, Tensor yDot) {
        Tangents along = new Tangents();
        int event = firing.occurrences().get(place).event();
        Tensor t = Tensor.scalar(firing.t());
        Tensor moved = condition(
                event, along.variable(t, Tensor.scalar(1)), along.variable(firing.y(), yDot), run.parameters());
        double slope = along.tangent(moved).item();
        double timeBar = timeBars[firing.first() + place];
        Tape tape = new Tape();
        Tensor y = tape.variable(firing.y());
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor value = condition(event, t, y, parameters);
        return pulled(tape, value, Tensor.scalar(-timeBar / slope), List.of(y), parameters)
                .get(0);
    }

    private Tensor condition(int event, Tensor t, Tensor y, List<Tensor> parameters) {
        List<Tensor> in = new ArrayList<>(List.of(t, y));
        in.addAll(parameters);
        return new Call(record.events().conditions()).apply(in).get(event);
    }

    /** Pulls {@code bar} of {@code value} back, adds what comes to the parameters, and returns what comes to the variables. */
    private List<Tensor> pulled(Tape tape, Tensor value, Tensor bar, List<Tensor> variables, List<Tensor> parameters) {
        List<Tensor> all = new ArrayList<>(variables);
        all.addAll(parameters);
        List<Tensor> bars = tape.pullBack(List.of(value), List.of(bar), all);
        int next = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            add(plans.parameterBars.get(next++), bars.get(variables.size() + i).buffer());
        }
        return bars.subList(0, variables.size());
    }

    private static void add(Buffer sum, Buffer more) {
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.get(i) + more.get(i));
        }
    }

    /** Takes into account that {@code step} starts where an event is, before that step is pulled back and after {@link #pullEnd}. */
    void pullStart(int step) {
        Optional<Firing> before = record.at(step - 1).filter(firing -> startsAt(step, firing));
        if (before.isEmpty()) {
            return;
        }
        double h = run.record().h(step);
        Tangents along = new Tangents();
        Tensor t = along.variable(Tensor.scalar(run.record().t(step)), Tensor.scalar(1));
        Tensor size = along.variable(Tensor.scalar(h), Tensor.scalar(-1));
        Tensor y = afterResets(step);
        List<Tensor> in = new ArrayList<>(List.of(t, size, y));
        List<Tensor> atStart = new ArrayList<>(List.of(t, y));
        atStart.addAll(run.parameters());
        in.addAll(new Call(programs().init().program()).apply(atStart));
        in.addAll(run.parameters());
        List<Tensor> out = new Call(run.programs(step).denseStep().program()).apply(in);
        double sum = inside(step, along, out, -1 / h, 0);
        for (int i = 0; i <= programs().states(); i++) {
            sum += dot(along.tangent(out.get(i)), Tensor.copyOf(plans.vector(i)));
        }
        if (cotangents.steps() != null) {
            sum += cotangents.steps().get(2 * step) - cotangents.steps().get(2 * step + 1);
        }
        timeBars[before.get().first() + before.get().lastRoot()] += sum;
    }

    /** Whether a step starts at the time of a real event, and not after a jump of the field there. */
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
        List<Tensor> bars = pulled(tape, after, Tensor.copyOf(plans.yBar()), variables, parameters);
        plans.yBar().copyFrom(bars.get(0).buffer());
        double ofSteps = 0;
        for (int i = 0; i < times.size(); i++) {
            double bar = bars.get(1 + i).item();
            timeBars[firing.first() + i] += bar;
            ofSteps += firing.isRoot() ? 0 : bar;
        }
        return ofSteps;
    }
}
