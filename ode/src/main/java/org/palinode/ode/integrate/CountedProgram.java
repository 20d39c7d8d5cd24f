package org.palinode.ode.integrate;

import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.program.Program;

/**
 * A program of a step, with the field written out.
 *
 * @param evaluations how often a run evaluates the field
 * @param pullBacks how often it pulls back through the field
 */
public record CountedProgram(Program program, int evaluations, int pullBacks) {
    /** Counts the calls of {@code field} and of its derivatives in {@code program}, then writes them out. */
    public static CountedProgram of(Program program, Program field) {
        int evaluations = 0;
        int pullBacks = 0;
        for (var equation : program.equations()) {
            if (equation.primitive() instanceof Call call) {
                boolean forward = call.program().equals(field);
                evaluations += forward ? 1 : 0;
                pullBacks += forward ? 0 : 1;
            }
        }
        Program inlined = program.inline(primitive -> primitive instanceof Call call ? call.program() : null);
        return new CountedProgram(inlined, evaluations, pullBacks);
    }

    /** The same without the outputs before {@code first}; counts stay an upper bound. */
    public CountedProgram outputsFrom(int first) {
        Program rest = Program.traceClosed(program.inputTypes(), in -> {
            var out = program.apply(in);
            return out.subList(first, out.size());
        });
        return new CountedProgram(rest, evaluations, pullBacks);
    }
}
