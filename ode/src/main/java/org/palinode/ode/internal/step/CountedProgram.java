package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.Composite;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A program of a step, with the field written out.
 *
 * @param named the program, with the names of its inputs and outputs
 * @param evaluations how often a run evaluates the field
 * @param pullBacks how often it pulls back through the field
 * @param jacobians how often it evaluates the Jacobian of the field
 */
public record CountedProgram(StepProgram named, int evaluations, int pullBacks, int jacobians) {
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

    /** Counts the calls of {@code fields}, the field and its parts, and of their derivatives in {@code step}, then writes them out. */
    static CountedProgram of(StepProgram step, List<Program> fields) {
        int evaluations = 0;
        int pullBacks = 0;
        int jacobians = 0;
        for (var equation : step.program().equations()) {
            if (equation.primitive() instanceof Call call) {
                boolean forward = fields.contains(call.program());
                evaluations += forward ? 1 : 0;
                pullBacks += forward ? 0 : 1;
            }
            jacobians += equation.primitive() instanceof JacobianCall ? 1 : 0;
        }
        Program written = step.program().inline(CountedProgram::body);
        return new CountedProgram(
                new StepProgram(written, step.inputs(), step.outputs()), evaluations, pullBacks, jacobians);
    }

    /** The program of a formula, as by {@link #of(StepProgram, List)}. */
    public static CountedProgram of(
            Parts<TensorType> inputs, List<Program> fields, UnaryOperator<Parts<Tensor>> formula) {
        return of(StepProgram.trace(inputs, formula), fields);
    }

    private static Program body(Primitive primitive) {
        return primitive instanceof Call || primitive instanceof JacobianCall
                ? ((Composite) primitive).program()
                : null;
    }

    /** The same with fewer outputs; counts stay an upper bound. */
    public CountedProgram keeping(Predicate<StepPart> kept) {
        return new CountedProgram(named.keeping(kept), evaluations, pullBacks, jacobians);
    }

    /** A call of the program, in traced operations. */
    public Parts<Tensor> call(Parts<Tensor> values) {
        List<Tensor> in = new ArrayList<>();
        inputs().names().forEach(part -> in.addAll(values.all(part)));
        return outputs().named(Tensor.apply(new Call(program()), in));
    }
}
