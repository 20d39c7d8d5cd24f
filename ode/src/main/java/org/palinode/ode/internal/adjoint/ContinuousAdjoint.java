package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Step;

/**
 * The programs of the continuous adjoint equations: the solution y and its adjoint a side by side, y' = f, a' = −aᵀ∂f/∂y, and the
 * integral ḡ' = −aᵀ∂f/∂p that no slope depends on.
 *
 * <p>So ḡ needs no place in the state. Let q' = a·f(t, y, p') with p' kept apart from the p in y and a: a step of any solver makes q
 * out of weighted slopes, and −∂q/∂p' is what it adds to ḡ, with the products added up in place.
 */
final class ContinuousAdjoint {
    private final List<Program> fields;
    private final int n;

    /** @param field (t, y [n], parameters) → slope [n], and those of its two parts if it has any */
    ContinuousAdjoint(Program field) {
        fields = field.eachOutput();
        n = field.inputTypes().get(1).size();
    }

    /** (t, [y, a], parameters) → their slopes, in parts as the field: what is stiff in y is stiff in a. */
    Program field() {
        List<TensorType> types = new ArrayList<>(fields.get(0).inputTypes());
        types.set(1, types.get(1).with(Shape.of(2 * n)));
        return Program.traceClosed(
                types,
                in -> fields.stream()
                        .map(part -> slopes(in.get(0), in.get(1), in.subList(2, in.size()), part::apply))
                        .toList());
    }

    private interface Evaluation {
        List<Tensor> apply(List<Tensor> in);
    }

    private Tensor slopes(Tensor t, Tensor ya, List<Tensor> parameters, Evaluation f) {
        Tape tape = new Tape();
        Tensor y = tape.variable(ya.slice(0, 0, n));
        List<Tensor> slope = f.apply(arguments(t, y, parameters));
        Tensor aBar =
                tape.pullBack(slope, List.of(ya.slice(0, n, 2 * n)), List.of(y)).get(0);
        return Tensor.concatenate(0, tape.primal(slope.get(0)), aBar.negate());
    }

    private static List<Tensor> arguments(Tensor t, Tensor y, List<Tensor> parameters) {
        List<Tensor> all = new ArrayList<>(List.of(t, y));
        all.addAll(parameters);
        return all;
    }

    /**
     * The inputs of {@link StepPrograms#step} → [y, a] and the solver's state at the end of the step, what equations inside it took if there
     * are any, and additions to the wanted ḡ.
     */
    CountedProgram stepAndQuadrature(StepPrograms programs, BitSet wanted) {
        List<Call> calls = fields.stream().map(Call::new).toList();
        Program traced = Program.traceClosed(programs.stepInputs(), in -> {
            int first = 3 + programs.states();
            List<Tensor> parameters = in.subList(first, in.size());
            Tape tape = new Tape();
            List<Tensor> variables = new ArrayList<>(parameters);
            wanted.stream().forEach(i -> variables.set(i, tape.variable(parameters.get(i))));
            List<Field> extended = calls.stream()
                    .<Field>map(call -> (time, yaq) -> {
                        Tensor t = programs.signature()
                                .held(time, in.get(0).plus(in.get(1).times(0.5)), parameters);
                        Tensor ya = tape.primal(yaq).slice(0, 0, 2 * n);
                        Tensor f = call.apply(arguments(t, ya.slice(0, 0, n), variables))
                                .get(0);
                        Tensor q = f.dot(ya.slice(0, n, 2 * n));
                        return Tensor.concatenate(0, slopes(t, ya, parameters, call::apply), q.reshape(1));
                    })
                    .toList();
            Field whole = extended.size() == 1
                    ? extended.get(0)
                    : Field.split(extended.get(0), extended.get(1), extended.get(2));
            Tensor start = Tensor.concatenate(
                    0, in.get(2), Tensor.full(in.get(2).type().with(Shape.of(1)), 0));
            Step step = programs.solver().step(whole, in.get(0), in.get(1), start);
            Tensor q = step.y().slice(0, 2 * n, 2 * n + 1);
            List<Tensor> out = new ArrayList<>(List.of(tape.primal(step.y()).slice(0, 0, 2 * n)));
            step.state().forEach(state -> out.add(tape.primal(state).slice(0, 0, 2 * n)));
            step.inner().ifPresent(inner -> inner.all().forEach(number -> out.add(tape.primal(number))));
            List<Tensor> wantedVariables =
                    wanted.stream().mapToObj(variables::get).toList();
            out.addAll(tape.pullBack(List.of(q), List.of(q.onesLike().negate()), wantedVariables));
            return out;
        });
        return CountedProgram.of(traced, fields);
    }
}
