package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.event.EventRecord;
import org.palinode.ode.event.Firing;
import org.palinode.ode.integrate.StepPrograms;

/**
 * What events add to a {@link BackwardPass}. A step that ends at the zero of a condition g has a size h* that depends on everything: g(t + h*,
 * Φ(t, h*, y, p), p) = 0. With h̄ the cotangent of h* and D = dg/dh*, the cotangents of y* and p get λ ∂g/∂y and λ ∂g/∂p, λ = −h̄/D; after
 * that the step is pulled back as any other. Where the solve goes on, t* is the start of the next step, whose end stays. Derived in
 * docs/events.md.
 */
final class EventCotangents {
    private final Run run;
    private final EventRecord record;
    private final OutputCotangents cotangents;
    private final PullBackPlans plans;
    private final BitSet wanted;
    private final double[] startBars;

    EventCotangents(Run run, OutputCotangents cotangents, PullBackPlans plans, BitSet wanted) {
        this.run = run;
        this.cotangents = cotangents;
        this.plans = plans;
        this.wanted = wanted;
        record = run.events().orElseThrow();
        startBars = new double[record.firings().size()];
    }

    private StepPrograms programs() {
        return run.programs();
    }

    /** Takes the event at the end of {@code step} into account, before that step is pulled back. */
    void pullEnd(int step) {
        int place = record.at(step);
        if (place < 0) {
            return;
        }
        Firing firing = record.firings().get(place);
        Tensor yBar = Tensor.copyOf(plans.yBar());
        if (cotangents.eventStates() != null) {
            yBar = yBar.plus(Tensor.copyOf(cotangents.eventStates()).index(0, place));
        }
        if (firing.root() >= 0) {
            yBar = pullRoot(firing, place, yBar);
        }
        plans.yBar().copyFrom(yBar.buffer());
    }

    private Tensor pullRoot(Firing firing, int place, Tensor yBar) {
        int step = firing.step();
        double h = run.record().h(step);
        Tangents along = new Tangents();
        List<Tensor> in = new ArrayList<>(
                List.of(Tensor.scalar(run.record().t(step)), along.variable(Tensor.scalar(h), Tensor.scalar(1))));
        in.addAll(firing.start());
        in.addAll(run.parameters());
        List<Tensor> out = new Call(programs().denseStep().program()).apply(in);
        Tensor yDot = along.tangent(out.get(0));
        double sizeBar = startBars[place]
                + (cotangents.eventTimes() == null ? 0 : cotangents.eventTimes().get(place))
                + dot(yDot, yBar)
                + handedOn(along, out)
                + inside(step, along, out, 0, -1 / h);
        if (cotangents.steps() != null) {
            sizeBar += cotangents.steps().get(2 * step + 1);
        }
        double slope = conditionSlope(firing, yDot);
        if (slope == 0) {
            throw new GradientException("the condition of event " + firing.root() + " touches zero at t = " + firing.t()
                    + " without crossing it, so its time has no derivative; use a condition that crosses");
        }
        return pullCondition(firing, yBar, -sizeBar / slope);
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
     * What the values inside a step add to the cotangent of what moves along. A saved time stays: its θ moves with {@code atStart} (1 − θ)
     * + {@code atEnd} θ.
     */
    private double inside(int step, Tangents along, List<Tensor> out, double atStart, double atEnd) {
        List<Tensor> dense = out.subList(out.size() - programs().denseValues(), out.size());
        double sum = 0;
        if (cotangents.rows() != null) {
            Tensor bars = Tensor.copyOf(cotangents.rows());
            for (int row = 0; row < run.rows().size(); row++) {
                double theta = run.rows().theta(row);
                if (run.rows().step(row) == step && theta != 1) {
                    List<Tensor> in = new ArrayList<>(List.of(along.variable(
                            Tensor.scalar(theta), Tensor.scalar(atStart * (1 - theta) + atEnd * theta))));
                    in.addAll(dense);
                    Tensor y = new Call(programs().interpolate().program())
                            .apply(in)
                            .get(0);
                    sum += dot(along.tangent(y), bars.index(0, row));
                }
            }
        }
        if (cotangents.dense() != null) {
            Tensor bars = Tensor.copyOf(cotangents.dense()).index(0, step);
            for (int i = 0; i < dense.size(); i++) {
                sum += dot(along.tangent(dense.get(i)), bars.index(0, i));
            }
        }
        return sum;
    }

    /** dg/dh* at the end of the step. */
    private double conditionSlope(Firing firing, Tensor yDot) {
        Tangents along = new Tangents();
        Tensor t = along.variable(Tensor.scalar(firing.t()), Tensor.scalar(1));
        Tensor value = condition(firing, t, along.variable(firing.y(), yDot), run.parameters());
        return along.tangent(value).item();
    }

    /** The condition whose zero the firing is. */
    private Tensor condition(Firing firing, Tensor t, Tensor y, List<Tensor> parameters) {
        return call(record.events().conditions(), t, y, parameters).get(firing.root());
    }

    private Tensor pullCondition(Firing firing, Tensor yBar, double multiplier) {
        Tape tape = new Tape();
        Tensor y = tape.variable(firing.y());
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor value = condition(firing, Tensor.scalar(firing.t()), y, parameters);
        List<Tensor> bars = pulled(tape, value, Tensor.scalar(multiplier), y, parameters);
        return yBar.plus(bars.get(0));
    }

    /** Pulls {@code bar} of {@code value} back, adds what comes to the parameters, and returns all: y first. */
    private List<Tensor> pulled(Tape tape, Tensor value, Tensor bar, Tensor y, List<Tensor> parameters) {
        List<Tensor> variables = new ArrayList<>(List.of(y));
        variables.addAll(parameters);
        List<Tensor> bars = tape.pullBack(List.of(value), List.of(bar), variables);
        int next = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            add(plans.parameterBars.get(next++), bars.get(1 + i).buffer());
        }
        return bars;
    }

    private static void add(Buffer sum, Buffer more) {
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, sum.get(i) + more.get(i));
        }
    }

    /** Takes into account that {@code step} starts at an event, before that step is pulled back and after {@link #pullEnd}. */
    void pullStart(int step) {
        if (!record.isRoot(step - 1)) {
            return;
        }
        int place = record.at(step - 1);
        double h = run.record().h(step);
        Tangents along = new Tangents();
        Tensor t = along.variable(Tensor.scalar(run.record().t(step)), Tensor.scalar(1));
        Tensor size = along.variable(Tensor.scalar(h), Tensor.scalar(-1));
        Tensor y = afterResets(step, t, record.firings().get(place).y(), run.parameters());
        List<Tensor> in = new ArrayList<>(List.of(t, size, y));
        in.addAll(call(programs().init().program(), t, y, run.parameters()));
        in.addAll(run.parameters());
        List<Tensor> out = new Call(programs().denseStep().program()).apply(in);
        double sum = inside(step, along, out, -1 / h, 0);
        for (int i = 0; i <= programs().states(); i++) {
            sum += dot(along.tangent(out.get(i)), Tensor.copyOf(plans.vector(i)));
        }
        if (cotangents.steps() != null) {
            sum += cotangents.steps().get(2 * step) - cotangents.steps().get(2 * step + 1);
        }
        startBars[place] = sum;
    }

    private Tensor afterResets(int step, Tensor t, Tensor y, List<Tensor> parameters) {
        Tensor after = y;
        for (Program reset : run.record().resets(step)) {
            after = call(reset, t, after, parameters).get(0);
        }
        return after;
    }

    private static List<Tensor> call(Program program, Tensor t, Tensor y, List<Tensor> parameters) {
        List<Tensor> in = new ArrayList<>(List.of(t, y));
        in.addAll(parameters);
        return new Call(program).apply(in);
    }

    /** The state after the resets before {@code step}. */
    Tensor afterResets(int step) {
        return afterResets(step, Tensor.scalar(run.record().t(step)), before(step), run.parameters());
    }

    private Tensor before(int step) {
        return record.firings().get(record.at(step - 1)).y();
    }

    /** Pulls the cotangent of y back through the resets before {@code step}. */
    void pullResets(int step) {
        Tape tape = new Tape();
        Tensor y = tape.variable(before(step));
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor after = afterResets(step, Tensor.scalar(run.record().t(step)), y, parameters);
        Tensor yBar = Tensor.copyOf(plans.yBar());
        plans.yBar().copyFrom(pulled(tape, after, yBar, y, parameters).get(0).buffer());
    }
}
