package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.ParametricField;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/** A solver's formulas on a field, over parts with names. The field is a call, so that evaluations can be counted before they are written out. */
final class StepFormulas {
    private static final FieldEvaluation CALL =
            (field, inputs) -> Tensor.apply(new Call(field), inputs).get(0);

    private final StepKey key;
    private final Solver solver;
    private final StepField field;
    private final StepProgram init;
    private final StepSignature signature;

    private StepFormulas(StepKey key, StepField field, StepProgram init, StepSignature signature) {
        this.key = key;
        this.field = field;
        this.init = init;
        this.signature = signature;
        solver = key.solver();
    }

    /** The formulas of a solver; traces what it begins with, which tells how much it carries. */
    static StepFormulas of(StepKey key) {
        List<TensorType> inputs = key.field().inputTypes();
        TensorType state = FieldInputs.state(inputs);
        List<TensorType> parameters = FieldInputs.parameters(inputs);
        StepField field = new StepField(key, key.field().eachOutput());
        StepProgram init =
                StepProgram.trace(StepSignature.point(state, parameters), in -> init(key.solver(), field, in, CALL));
        int carry = init.outputs().count(StepPart.CARRY);
        return new StepFormulas(key, field, init, new StepSignature(state, carry, parameters));
    }

    Solver solver() {
        return solver;
    }

    StepSignature signature() {
        return signature;
    }

    private static Parts<Tensor> init(Solver solver, StepField field, Parts<Tensor> in, FieldEvaluation evaluation) {
        Tensor t = in.one(StepPart.TIME);
        Field there = field.seenFrom(t, evaluation).with(in.all(StepPart.PARAMETERS));
        return Parts.of(StepPart.CARRY, solver.init(there, t, in.one(StepPart.Y)));
    }

    /** (time, y, parameters) → the carry. */
    Parts<Tensor> init(Parts<Tensor> in, FieldEvaluation evaluation) {
        return init(solver, field, in, evaluation);
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

    /** A field of these parts. */
    ParametricField fieldOf(List<ParametricField> parts) {
        return field.of(parts);
    }

    private ParametricField fieldOf(Parts<Tensor> step, FieldEvaluation evaluation) {
        return field.seenFrom(
                step.one(StepPart.TIME).plus(step.one(StepPart.SIZE).times(0.5)), evaluation);
    }

    /** The program with its evaluations of the field counted, and written out. */
    CountedProgram counted(StepProgram program) {
        return CountedProgram.of(program, field.counted());
    }
}
