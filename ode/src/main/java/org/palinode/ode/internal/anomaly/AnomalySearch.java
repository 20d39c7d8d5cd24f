package org.palinode.ode.internal.anomaly;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.FiniteCheck;
import org.palinode.autodiff.internal.tape.FiniteCheck.Anomaly;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Step;

/**
 * Takes one step again, operation by operation, to find the first that makes a value which is not finite; slow, and only done when lost. What
 * a solver carried into the step is computed again from y where it is lost already.
 */
public final class AnomalySearch {
    private final StepPrograms programs;
    private final Tensor y;
    private final List<Tensor> carry;
    private final List<Tensor> parameters;
    private final double t;
    private final double h;
    private final FiniteCheck check = new FiniteCheck(() -> this.stage);
    private int stage;

    private AnomalySearch(CompiledStep stepper, double t, double h, Buffer y) {
        this.t = t;
        this.h = h;
        programs = stepper.programs();
        this.y = watched(y);
        boolean known = FiniteGuard.isFinite(stepper.state());
        List<Buffer> carried = stepper.memory().ends(stepper.state()).all(StepPart.CARRY);
        carry = known ? carried.stream().map(this::watched).toList() : List.of();
        parameters = stepper.parameters().stream().map(this::watched).toList();
    }

    private Tensor watched(Buffer values) {
        return check.variable(Tensor.copyOf(values));
    }

    /** The first operation of the step of size h from t, whose start is in {@code stepper}, that is not finite, in words; empty if all are. */
    public static Optional<String> forward(CompiledStep stepper, double t, double h) {
        AnomalySearch search = new AnomalySearch(stepper, t, h, stepper.y());
        return search.first("", search.step(search.y, search.carry, search.parameters));
    }

    /**
     * The first operation in the pull-back of that step that is not finite, in words; empty if all are.
     *
     * @param bars cotangents at its end, of y and of the carry
     */
    public static Optional<String> backward(CompiledStep stepper, double t, double h, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(stepper, t, h, stepper.y());
        Tape tape = new Tape();
        Tensor start = tape.variable(search.y);
        List<Tensor> carried = tape.variables(search.carry);
        List<Tensor> followed = tape.variables(search.parameters);
        List<Tensor> ends = search.step(start, carried, followed);
        List<Tensor> all = new ArrayList<>(List.of(start));
        all.addAll(carried);
        all.addAll(followed);
        return search.first("the pull-back of ", tape.pullBack(ends, bars, all));
    }

    /** As {@link #backward}, of what the solver computes at (t, y) before its first step; bars are those of the carry. */
    public static Optional<String> backwardInit(CompiledStep stepper, double t, Buffer y, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(stepper, t, 0, y);
        Tape tape = new Tape();
        Tensor start = tape.variable(search.y);
        List<Tensor> followed = tape.variables(search.parameters);
        List<Tensor> all = new ArrayList<>(List.of(start));
        all.addAll(followed);
        return search.first("the pull-back of ", tape.pullBack(search.init(start, followed), bars, all));
    }

    private List<Tensor> init(Tensor from, List<Tensor> values) {
        return programs.solver().init(field(Tensor.scalar(t), values), Tensor.scalar(t), from);
    }

    private List<Tensor> step(Tensor from, List<Tensor> carried, List<Tensor> values) {
        List<Tensor> before = carried.isEmpty() && programs.hasCarry() ? init(from, values) : carried;
        Step step = programs.solver()
                .step(field(Tensor.scalar(t + h / 2), values), Tensor.scalar(t), Tensor.scalar(h), from, before);
        List<Tensor> ends = new ArrayList<>(List.of(step.y()));
        ends.addAll(step.carry());
        return ends;
    }

    /** The field, and its parts if it has any, as it is seen in the window in which {@code inside} lies. */
    private Field field(Tensor inside, List<Tensor> values) {
        List<Program> fields = programs.key().field().eachOutput();
        Field whole = evaluated(fields.get(0), inside, values);
        return fields.size() == 1
                ? whole
                : Field.split(
                        whole, evaluated(fields.get(1), inside, values), evaluated(fields.get(2), inside, values));
    }

    private Field evaluated(Program field, Tensor inside, List<Tensor> values) {
        return (time, at) -> {
            int number = ++stage;
            List<Tensor> in = FieldInputs.of(programs.key().held(time, inside, values), at, values);
            Tensor slope = field.apply(in).get(0);
            return Tensor.apply(new Milestone(() -> stage = number), slope);
        };
    }

    private Optional<String> first(String where, List<Tensor> results) {
        return check.first(results).map(found -> text(where, found));
    }

    private String text(String where, Anomaly found) {
        return found.text() + ", in " + where + "evaluation " + Math.max(found.place(), 1) + " of the field"
                + (h == 0 ? " at t = " + t : " in the step of size " + h + " from t = " + t);
    }
}
