package org.palinode.ode.internal.anomaly;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.FiniteCheck;
import org.palinode.autodiff.internal.tape.FiniteCheck.Anomaly;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.StepSignature;

/**
 * Repeats one step, operation by operation, to find the first that makes a value which is not finite; slow, and only done when lost. What
 * a solver carried into the step is recomputed from y where it is lost already.
 */
public final class AnomalySearch {
    private final StepPrograms programs;
    private final Parts<Tensor> inputs;
    private final double t;
    private final double h;
    private final FiniteCheck check = new FiniteCheck(() -> this.stage);
    private int stage;

    private AnomalySearch(CompiledStep stepper, double t, double h, Buffer y) {
        this.t = t;
        this.h = h;
        programs = stepper.programs();
        List<Buffer> carry = stepper.memory().ends(stepper.state()).all(StepPart.CARRY);
        boolean known = stepper.state().isFinite();
        inputs = Parts.of(StepPart.Y, watched(y))
                .with(StepPart.CARRY, known ? watched(carry) : List.of())
                .with(StepPart.PARAMETERS, watched(stepper.parameters()));
    }

    private Tensor watched(Buffer values) {
        return check.variable(Tensor.copyOf(values));
    }

    private List<Tensor> watched(List<Buffer> values) {
        return values.stream().map(this::watched).toList();
    }

    /**
     * The first operation of the step of size h from t, whose start is in {@code stepper}, that is not finite, or else the parameter of the
     * field that is not, in words; empty if the step is finite.
     */
    static Optional<String> forward(CompiledStep stepper, double t, double h) {
        AnomalySearch search = new AnomalySearch(stepper, t, h, stepper.y());
        List<Tensor> ends = search.step(search.inputs).list();
        return search.first("", ends).or(() -> search.given(ends));
    }

    /** The parameter to blame where no operation is: numbers that are not finite were read, not made. */
    private Optional<String> given(List<Tensor> ends) {
        return ends.stream().allMatch(AnomalySearch::isFinite)
                ? Optional.empty()
                : inputs.all(StepPart.PARAMETERS).stream()
                        .filter(parameter -> !isFinite(parameter))
                        .findFirst()
                        .map(parameter -> "the field reads " + parameter.type()
                                + ", an argument or a tensor that it closes over, and" + lostNumber(parameter)
                                + ", in the step of size " + h + " from t = " + t);
    }

    private static boolean isFinite(Tensor tensor) {
        return tensor.concrete().buffer().isFinite();
    }

    private static String lostNumber(Tensor tensor) {
        double[] numbers = tensor.concrete().toArray();
        int first = 0;
        while (Double.isFinite(numbers[first])) {
            first++;
        }
        return " number " + first + " of it is " + numbers[first];
    }

    /**
     * The first operation in the pull-back of that step that is not finite, in words; empty if all are.
     *
     * @param bars cotangents at its end, of y and of the carry
     */
    public static Optional<String> backward(CompiledStep stepper, double t, double h, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(stepper, t, h, stepper.y());
        Tape tape = new Tape();
        Parts<Tensor> followed = search.inputs.named(tape.variables(search.inputs.list()));
        return search.pulled(tape, search.step(followed), bars, followed);
    }

    /** The search as by {@link #backward}, in what the solver computes at (t, y) before its first step; bars are those of the carry. */
    public static Optional<String> backwardInit(CompiledStep stepper, double t, Buffer y, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(stepper, t, 0, y);
        Tape tape = new Tape();
        Parts<Tensor> point = search.inputs.with(StepPart.CARRY, List.of());
        Parts<Tensor> followed = point.named(tape.variables(point.list()));
        return search.pulled(tape, search.init(followed), bars, followed);
    }

    private Optional<String> pulled(Tape tape, Parts<Tensor> ends, List<Tensor> bars, Parts<Tensor> followed) {
        return first("the pull-back of ", tape.pullBack(ends.list(), bars, followed.list()));
    }

    private Parts<Tensor> init(Parts<Tensor> in) {
        return programs.init(in.with(StepPart.TIME, Tensor.scalar(t)), this::evaluated);
    }

    private Parts<Tensor> step(Parts<Tensor> in) {
        boolean lost = in.count(StepPart.CARRY) == 0;
        Parts<Tensor> from = lost && programs.hasCarry() ? in.with(init(in)) : in;
        return programs.step(
                StepSignature.inputs(from, Tensor.scalar(t), Tensor.scalar(h), in.all(StepPart.PARAMETERS)),
                this::evaluated);
    }

    private Tensor evaluated(Program field, List<Tensor> in) {
        int number = ++stage;
        Tensor slope = field.apply(in).get(0);
        return Tensor.apply(new Milestone(() -> stage = number), slope);
    }

    private Optional<String> first(String where, List<Tensor> results) {
        return check.first(results).map(found -> text(where, found));
    }

    private String text(String where, Anomaly found) {
        return found.text() + ", in " + where + "evaluation " + Math.max(found.place(), 1) + " of the field"
                + (h == 0 ? " at t = " + t : " in the step of size " + h + " from t = " + t);
    }
}
