package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.ParametricField;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/**
 * A solver's formulas on a field, over inputs in the order t, h, y, state, parameters. The field is a call, so that evaluations can be
 * counted before they are written out.
 */
final class StepFormulas {
    static final TensorType TIME = TensorType.float64();

    private final Solver solver;
    private final List<Program> fields;
    private final StepPrograms.Signature signature;
    private final TensorType state;
    private final List<TensorType> parameters;
    private final Program init;

    StepFormulas(StepPrograms.Signature signature) {
        solver = signature.solver();
        fields = signature.field().eachOutput();
        this.signature = signature;
        List<TensorType> inputs = signature.field().inputTypes();
        state = inputs.get(1);
        parameters = inputs.subList(2, inputs.size());
        init = Program.traceClosed(joined(List.of(TIME, state), parameters), this::init);
    }

    Solver solver() {
        return solver;
    }

    /** The type of y, [n]. */
    TensorType state() {
        return state;
    }

    List<TensorType> parameters() {
        return parameters;
    }

    /** How many vectors [n] the solver hands on besides y. */
    int states() {
        return init.arity();
    }

    private List<Tensor> init(List<Tensor> in) {
        return solver.init(field(in.get(0)).with(in.subList(2, in.size())), in.get(0), in.get(1));
    }

    /** (t, y, parameters) → state, calling the field. */
    Program init() {
        return init;
    }

    /** The types of t, h, y, state and parameters. */
    List<TensorType> stepInputs() {
        return joined(joined(List.of(TIME, TIME), vectors(1 + states())), parameters);
    }

    /** (t, h, y, state, parameters) → what a step gives. */
    Step step(List<Tensor> in) {
        return solver.step(
                fieldOfStep(in.get(0), in.get(1)).with(in.subList(3 + states(), in.size())),
                in.get(0),
                in.get(1),
                in.get(2),
                in.subList(3, 3 + states()));
    }

    /** The field, and its parts if it has any, as the stages of the step of size h from t see it. */
    ParametricField fieldOfStep(Tensor t, Tensor h) {
        return field(t.plus(h.times(0.5)));
    }

    /** As it is seen in the window in which {@code inside} lies. */
    private ParametricField field(Tensor inside) {
        ParametricField whole = part(0, inside);
        return fields.size() == 1 ? whole : ParametricField.split(whole, part(1, inside), part(2, inside));
    }

    private ParametricField part(int index, Tensor inside) {
        Call call = new Call(fields.get(index));
        return (t, y, values) -> {
            Tensor time = signature.held(t, inside, values);
            return Tensor.apply(call, joined(List.of(time, y), values)).get(0);
        };
    }

    /** The program with its evaluations of the field counted, and written out. */
    CountedProgram counted(Program program) {
        return CountedProgram.of(program, fields);
    }

    /** The types of {@code count} vectors like y. */
    List<TensorType> vectors(int count) {
        return Collections.nCopies(count, state);
    }

    /** A vector [n] like y for each of {@code count} values, in one piece of memory. */
    TensorType block(int count) {
        return state.with(Shape.of(count * state.size()));
    }

    static <T> List<T> joined(List<? extends T> first, List<? extends T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
