package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.jacobian.JacobianCall;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.Composite;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;

/**
 * A program of a step, with the field written out.
 *
 * @param evaluations how often a run evaluates the field
 * @param pullBacks how often it pulls back through the field
 * @param jacobians how often it evaluates the Jacobian of the field
 */
public record CountedProgram(Program program, int evaluations, int pullBacks, int jacobians) {
    /** Counts the calls of {@code fields}, the field and its parts, and of their derivatives in {@code program}, then writes them out. */
    public static CountedProgram of(Program program, List<Program> fields) {
        int evaluations = 0;
        int pullBacks = 0;
        int jacobians = 0;
        for (var equation : program.equations()) {
            if (equation.primitive() instanceof Call call) {
                boolean forward = fields.contains(call.program());
                evaluations += forward ? 1 : 0;
                pullBacks += forward ? 0 : 1;
            }
            jacobians += equation.primitive() instanceof JacobianCall ? 1 : 0;
        }
        return new CountedProgram(program.inline(CountedProgram::body), evaluations, pullBacks, jacobians);
    }

    private static Program body(Primitive primitive) {
        return primitive instanceof Call || primitive instanceof JacobianCall
                ? ((Composite) primitive).program()
                : null;
    }

    /** The same without the outputs before {@code first}; counts stay an upper bound. */
    public CountedProgram outputsFrom(int first) {
        return new CountedProgram(program.keeping(output -> output >= first), evaluations, pullBacks, jacobians);
    }
}
