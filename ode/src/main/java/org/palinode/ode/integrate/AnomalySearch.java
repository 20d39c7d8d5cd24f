package org.palinode.ode.integrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tape.FiniteCheck;
import org.palinode.autodiff.tape.FiniteCheck.NotFiniteException;
import org.palinode.autodiff.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Step;

/** Takes one step again, operation by operation, to find the first that makes a value which is not finite; slow, and only done when lost. */
public final class AnomalySearch {
    private final StepPrograms programs;
    private final double t;
    private final double h;
    private final FiniteCheck check = new FiniteCheck();
    private int stage;

    private AnomalySearch(StepPrograms programs, double t, double h) {
        this.programs = programs;
        this.t = t;
        this.h = h;
    }

    /**
     * The first operation of the step of size h from t that is not finite, in words; empty if all are.
     *
     * @param start y and what the solver hands on, each [n]
     */
    public static Optional<String> forward(
            StepPrograms programs, double t, double h, List<Tensor> start, List<Tensor> parameters) {
        AnomalySearch search = new AnomalySearch(programs, t, h);
        try {
            search.step(search.watched(start), parameters);
            return Optional.empty();
        } catch (NotFiniteException found) {
            return Optional.of(search.text("", found));
        }
    }

    /** The first operation in the pull-back of a step that is not finite, in words; empty if all are. {@code bars} are of y and of what is handed on. */
    public static Optional<String> backward(
            StepPrograms programs, double t, double h, List<Tensor> start, List<Tensor> parameters, List<Tensor> bars) {
        AnomalySearch search = new AnomalySearch(programs, t, h);
        try {
            Tape tape = new Tape();
            List<Tensor> variables = tape.variables(search.watched(start));
            List<Tensor> followed = tape.variables(search.watched(parameters));
            Step step = search.step(variables, followed);
            List<Tensor> ends = new ArrayList<>(List.of(step.y()));
            ends.addAll(step.state());
            List<Tensor> all = new ArrayList<>(variables);
            all.addAll(followed);
            tape.pullBack(ends, bars, all);
            return Optional.empty();
        } catch (NotFiniteException found) {
            return Optional.of(search.text("the pull-back of ", found));
        }
    }

    private List<Tensor> watched(List<Tensor> values) {
        return values.stream().map(check::variable).toList();
    }

    private Step step(List<Tensor> start, List<Tensor> parameters) {
        Program program = programs.signature().field();
        Field field = (time, y) -> {
            int number = ++stage;
            List<Tensor> in = new ArrayList<>(List.of(time, y));
            in.addAll(parameters);
            Tensor slope = program.apply(in).get(0);
            return Autodiff.<Tensor, Tensor>customVjp(x -> x, (x, value, bar) -> {
                        stage = number; // the sweep back enters this evaluation
                        return bar;
                    })
                    .apply(slope);
        };
        return programs.solver()
                .step(field, Tensor.scalar(t), Tensor.scalar(h), start.get(0), start.subList(1, start.size()));
    }

    private String text(String where, NotFiniteException found) {
        return found.getMessage() + ", in " + where + "evaluation " + Math.max(stage, 1)
                + " of the field in the step of size " + h + " from t = " + t;
    }
}
