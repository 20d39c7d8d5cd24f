package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.Composite;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;

/**
 * A program of a step, with the field written out.
 *
 * @param named the program, with the names of its inputs and outputs
 * @param evaluations how often a run evaluates the field; under noise the drift
 * @param diffusions at how many times and states a run evaluates the diffusion, however many products it takes there
 * @param pullBacks how often it pulls back through the field
 * @param jacobians how often it evaluates the Jacobian of the field
 */
public record CountedProgram(StepProgram named, int evaluations, int diffusions, int pullBacks, int jacobians) {
    public Program program() {
        return named.program();
    }

    /** The types of the inputs, by name. */
    public Parts<TensorType> inputs() {
        return named.inputs();
    }

    /** The types of the outputs, by name. */
    public Parts<TensorType> outputs() {
        return named.outputs();
    }

    /** Counts the calls of a field and its parts, and of their derivatives in {@code step}, then writes them out. */
    static CountedProgram of(StepProgram step, FieldParts field) {
        int evaluations = 0;
        Set<List<Atom>> diffusions = new HashSet<>();
        int pullBacks = 0;
        int jacobians = 0;
        for (var equation : step.program().equations()) {
            if (equation.primitive() instanceof Call call) {
                evaluations += field.hasDrift(call.program()) ? 1 : 0;
                pullBacks += field.has(call.program()) ? 0 : 1;
                if (field.hasDiffusion(call.program())) {
                    diffusions.add(List.of(FieldInputs.time(equation.inputs()), FieldInputs.state(equation.inputs())));
                }
            }
            jacobians += equation.primitive() instanceof JacobianCall ? 1 : 0;
        }
        Program written = step.program().inline(CountedProgram::body);
        return new CountedProgram(
                new StepProgram(written, step.inputs(), step.outputs()),
                evaluations,
                diffusions.size(),
                pullBacks,
                jacobians);
    }

    /** The program of a formula, in which the calls of {@code fields} are counted. */
    public static CountedProgram of(
            Parts<TensorType> inputs, List<Program> fields, UnaryOperator<Parts<Tensor>> formula) {
        return of(StepProgram.trace(inputs, formula), new FieldParts(fields, false));
    }

    private static Program body(Primitive primitive) {
        return primitive instanceof Call || primitive instanceof JacobianCall
                ? ((Composite) primitive).program()
                : null;
    }

    /** The same with fewer outputs; counts stay an upper bound. */
    public CountedProgram keeping(Predicate<StepPart> kept) {
        return new CountedProgram(named.keeping(kept), evaluations, diffusions, pullBacks, jacobians);
    }

    /** A call of the program, in traced operations. */
    public Parts<Tensor> call(Parts<Tensor> values) {
        List<Tensor> in = new ArrayList<>();
        inputs().names().forEach(part -> in.addAll(values.all(part)));
        return outputs().named(Tensor.apply(new Call(program()), in));
    }
}
