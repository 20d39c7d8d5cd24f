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
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.ParametricField;
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
        n = FieldInputs.state(field.inputTypes()).size();
    }

    /** (t, [y, a], parameters) → their slopes, in parts as the field: what is stiff in y is stiff in a. */
    Program field() {
        List<TensorType> own = fields.get(0).inputTypes();
        TensorType pair = FieldInputs.state(own).with(Shape.of(2 * n));
        List<TensorType> types = FieldInputs.of(FieldInputs.time(own), pair, FieldInputs.parameters(own));
        return Program.traceClosed(types, in -> {
            Tensor t = FieldInputs.time(in);
            Tensor ya = FieldInputs.state(in);
            List<Tensor> parameters = FieldInputs.parameters(in);
            return fields.stream()
                    .map(part -> slopes(t, ya, parameters, part::apply))
                    .toList();
        });
    }

    private interface Evaluation {
        List<Tensor> apply(List<Tensor> in);
    }

    private Tensor slopes(Tensor t, Tensor ya, List<Tensor> parameters, Evaluation f) {
        Tape tape = new Tape();
        Tensor y = tape.variable(ya.slice(0, 0, n));
        List<Tensor> slope = f.apply(FieldInputs.of(t, y, parameters));
        Tensor aBar =
                tape.pullBack(slope, List.of(ya.slice(0, n, 2 * n)), List.of(y)).get(0);
        return Tensor.concatenate(0, tape.primal(slope.get(0)), aBar.negate());
    }

    /**
     * The inputs of {@link StepPrograms#step} → [y, a] and the carry at the end of the step, the inner solves if there are any, and additions to the
     * wanted ḡ.
     */
    CountedProgram stepAndQuadrature(StepPrograms programs, BitSet wanted) {
        return CountedProgram.of(
                programs.signature().step(), fields, in -> new Quadrature(programs, wanted, in).outputs());
    }

    /** A step of y, a and q, with the parameters of q followed by a tape. */
    private final class Quadrature {
        private final StepPrograms programs;
        private final BitSet wanted;
        private final Parts<Tensor> in;
        private final List<Tensor> variables;
        private final Tape tape = new Tape();

        Quadrature(StepPrograms programs, BitSet wanted, Parts<Tensor> in) {
            this.programs = programs;
            this.wanted = wanted;
            this.in = in;
            List<Tensor> parameters = in.all(StepPart.PARAMETERS);
            variables = new ArrayList<>(parameters);
            wanted.stream().forEach(i -> variables.set(i, tape.variable(parameters.get(i))));
        }

        private ParametricField field(Call part) {
            return (time, yaq, heard) -> {
                List<Tensor> numbers = heard.stream().map(tape::primal).toList();
                Tensor inside = in.one(StepPart.TIME).plus(in.one(StepPart.SIZE).times(0.5));
                Tensor t = programs.key().held(time, inside, numbers);
                Tensor ya = tape.primal(yaq).slice(0, 0, 2 * n);
                Tensor f =
                        part.apply(FieldInputs.of(t, ya.slice(0, 0, n), heard)).get(0);
                Tensor q = f.dot(ya.slice(0, n, 2 * n));
                return Tensor.concatenate(0, slopes(t, ya, numbers, part::apply), q.reshape(1));
            };
        }

        private Field field() {
            return programs.fieldOf(
                            fields.stream().map(Call::new).map(this::field).toList())
                    .with(variables);
        }

        Parts<Tensor> outputs() {
            Tensor y = in.one(StepPart.Y);
            Tensor start = Tensor.concatenate(0, y, Tensor.full(y.type().with(Shape.of(1)), 0));
            Step step = programs.solver().step(field(), in.one(StepPart.TIME), in.one(StepPart.SIZE), start);
            Tensor q = step.y().slice(0, 2 * n, 2 * n + 1);
            List<Tensor> followed = wanted.stream().mapToObj(variables::get).toList();
            return Parts.of(StepPart.Y, solution(step.y()))
                    .with(
                            StepPart.CARRY,
                            step.carry().stream().map(this::solution).toList())
                    .with(
                            StepPart.INNER_SOLVES,
                            step.inner().stream()
                                    .flatMap(inner -> inner.all().stream())
                                    .map(tape::primal)
                                    .toList())
                    .with(
                            StepPart.PARAMETER_BARS,
                            tape.pullBack(List.of(q), List.of(q.onesLike().negate()), followed));
        }

        /** y and a without q. */
        private Tensor solution(Tensor yaq) {
            return tape.primal(yaq).slice(0, 0, 2 * n);
        }
    }
}
