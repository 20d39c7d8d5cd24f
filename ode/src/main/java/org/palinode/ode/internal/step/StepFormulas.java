package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.solver.ParametricField;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/** A solver's formulas on a field, over parts with names. The field is a call, so that evaluations can be counted before they are written out. */
final class StepFormulas {
    private static final FieldEvaluation CALL =
            (field, inputs) -> Tensor.apply(new Call(field), inputs).get(0);

    private final StepKey key;
    private final Solver solver;
    private final List<Program> fields;
    private final StepSignature signature;
    private final StepProgram init;

    StepFormulas(StepKey key) {
        this.key = key;
        solver = key.solver();
        fields = key.field().eachOutput();
        List<TensorType> inputs = key.field().inputTypes();
        TensorType state = FieldInputs.state(inputs);
        List<TensorType> parameters = FieldInputs.parameters(inputs);
        init = StepProgram.trace(StepSignature.point(state, parameters), this::init);
        signature = new StepSignature(state, init.outputs().count(StepPart.CARRY), List.of(), parameters);
    }

    Solver solver() {
        return solver;
    }

    StepSignature signature() {
        return signature;
    }

    private Parts<Tensor> init(Parts<Tensor> in) {
        return init(in, CALL);
    }

    /** (time, y, parameters) → the carry. */
    Parts<Tensor> init(Parts<Tensor> in, FieldEvaluation evaluation) {
        Tensor t = in.one(StepPart.TIME);
        ParametricField field = field(t, evaluation);
        List<Tensor> carry = solver.init(field.with(in.all(StepPart.PARAMETERS)), t, in.one(StepPart.Y));
        return Parts.<Tensor>none().with(StepPart.CARRY, carry);
    }

    /** The point at which a solve begins → the carry, calling the field. */
    StepProgram init() {
        return init;
    }

    /** {@link StepSignature#step} → all that a step gives, calling the field. */
    StepProgram whole() {
        return StepProgram.trace(signature.step(), in -> outputs(in, CALL));
    }

    /** {@link StepSignature#step} → all that a step gives. */
    Parts<Tensor> outputs(Parts<Tensor> in, FieldEvaluation evaluation) {
        Step step = solver.step(
                fieldOf(in, evaluation).with(in.all(StepPart.PARAMETERS)),
                in.one(StepPart.TIME),
                in.one(StepPart.SIZE),
                in.one(StepPart.Y),
                in.all(StepPart.CARRY));
        return Parts.of(StepPart.Y, step.y())
                .with(StepPart.CARRY, step.carry())
                .with(StepPart.ERROR, error(in.one(StepPart.Y), step))
                .with(
                        StepPart.INNER_SOLVES,
                        step.inner().map(inner -> inner.all()).orElse(List.of()))
                .with(StepPart.DENSE, step.dense());
    }

    private List<Tensor> error(Tensor y, Step step) {
        return key.scale()
                .map(scale -> {
                    ErrorScale kept = scale.tightened(solver.errorBias());
                    return List.of(kept.scaled(step.error(), y, step.y()).cast(DType.FLOAT64));
                })
                .orElse(List.of());
    }

    /** (θ, dense values) → the solution there. */
    StepProgram interpolation(List<TensorType> dense) {
        return StepProgram.trace(
                Parts.of(StepPart.THETA, TensorType.float64()).with(StepPart.DENSE, dense),
                in -> Parts.of(StepPart.ROW, solver.interpolate(in.one(StepPart.THETA), in.all(StepPart.DENSE))));
    }

    /** The field, and its parts if it has any, as the stages of a step see it. */
    ParametricField fieldOf(Parts<Tensor> step) {
        return fieldOf(step, CALL);
    }

    private ParametricField fieldOf(Parts<Tensor> step, FieldEvaluation evaluation) {
        return field(step.one(StepPart.TIME).plus(step.one(StepPart.SIZE).times(0.5)), evaluation);
    }

    /** The field as it is seen in the window in which {@code inside} lies. */
    private ParametricField field(Tensor inside, FieldEvaluation evaluation) {
        List<ParametricField> parts = fields.stream()
                .<ParametricField>map(field -> (t, y, values) ->
                        evaluation.slope(field, FieldInputs.of(key.held(t, inside, values), y, values)))
                .toList();
        return parts.size() == 1 ? parts.get(0) : ParametricField.split(parts.get(0), parts.get(1), parts.get(2));
    }

    /** The program with its evaluations of the field counted, and written out. */
    CountedProgram counted(StepProgram program) {
        return CountedProgram.of(program, fields);
    }
}
