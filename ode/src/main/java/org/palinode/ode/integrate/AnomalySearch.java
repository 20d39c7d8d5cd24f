package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tape.FiniteCheck;
import org.palinode.autodiff.tape.FiniteCheck.Anomaly;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Step;

/** Takes one step again, operation by operation, to find the first that makes a value which is not finite; slow, and only done when lost. */
public final class AnomalySearch {
    private final StepPrograms programs;
    private final List<Tensor> start = new ArrayList<>();
    private final List<Tensor> parameters;
    private final double t;
    private final double h;
    private final FiniteCheck check = new FiniteCheck(() -> this.stage);
    private int stage;

    private AnomalySearch(CompiledStepper stepper, double t, double h) {
        this.t = t;
        this.h = h;
        programs = stepper.programs();
        for (int i = 0; i <= programs.states(); i++) {
            start.add(watched(stepper.vector(stepper.state(), i)));
        }
        parameters = stepper.parameters().stream().map(this::watched).toList();
    }

    private Tensor watched(Buffer values) {
        return check.variable(Tensor.owning(values));
    }

    /** The first operation of the step of size h from t, whose start is in {@code stepper}, that is not finite, in words; empty if all are. */
    public static Optional<String> forward(CompiledStepper stepper, double t, double h) {
        AnomalySearch search = new AnomalySearch(stepper, t, h);
        Step step = search.step(search.start, search.parameters);
        return search.check.first(ends(step)).map(found -> search.text("", found));
    }

    /**
     * The first operation in the pull-back of that step that is not finite, in words; empty if all are.
     *
     * @param bars cotangents at its end, of y and of what is handed on
     */
    public static Optional<String> backward(CompiledStepper stepper, double t, double h, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(stepper, t, h);
        Tape tape = new Tape();
        List<Tensor> variables = tape.variables(search.start);
        List<Tensor> followed = tape.variables(search.parameters);
        List<Tensor> ends = ends(search.step(variables, followed));
        List<Tensor> all = new ArrayList<>(variables);
        all.addAll(followed);
        return search.check.first(tape.pullBack(ends, bars, all)).map(found -> search.text("the pull-back of ", found));
    }

    private static List<Tensor> ends(Step step) {
        List<Tensor> ends = new ArrayList<>(List.of(step.y()));
        ends.addAll(step.state());
        return ends;
    }

    private Step step(List<Tensor> from, List<Tensor> values) {
        Program program = programs.signature().field();
        Field field = (time, y) -> {
            int number = ++stage;
            List<Tensor> in =
                    new ArrayList<>(List.of(programs.signature().held(time, Tensor.scalar(t + h / 2), values), y));
            in.addAll(values);
            Tensor slope = program.apply(in).get(0);
            return Autodiff.<Tensor, Tensor>customVjp(x -> x, (x, value, bar) -> {
                        stage = number; // the sweep back enters this evaluation
                        return bar;
                    })
                    .apply(slope);
        };
        return programs.solver()
                .step(field, Tensor.scalar(t), Tensor.scalar(h), from.get(0), from.subList(1, from.size()));
    }

    private String text(String where, Anomaly found) {
        return found.text() + ", in " + where + "evaluation " + Math.max(found.place(), 1)
                + " of the field in the step of size " + h + " from t = " + t;
    }
}
