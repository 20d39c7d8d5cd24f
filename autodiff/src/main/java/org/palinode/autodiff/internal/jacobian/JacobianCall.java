package org.palinode.autodiff.internal.jacobian;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.plan.PlannedProgram;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.tensor.Tensor;

/**
 * The Jacobian of a program's first output [n] with respect to its first input [n], compressed [s, n], as one primitive of the same inputs.
 * One forward pass carries s tangents along with each value, so it costs the function once and its tangent s times; what does not depend
 * on the direction is shared. The structure is taken at its word: an entry outside of it would be added to another.
 */
public final class JacobianCall implements PlannedProgram {
    private final Program function;
    private final MatrixStructure structure;
    private final Call jacobian;

    public JacobianCall(Program function, MatrixStructure structure) {
        this.function = function;
        this.structure = structure;
        jacobian = new Call(Program.traceClosed(function.inputTypes(), this::columns));
    }

    /** The Jacobian of a function at x; what the function closes over takes part in derivatives. */
    public static Tensor at(UnaryOperator<Tensor> function, Tensor x, MatrixStructure structure) {
        Program.Traced traced = Program.trace(List.of(x.type()), in -> List.of(function.apply(in.get(0))));
        List<Tensor> in = new ArrayList<>(List.of(x));
        in.addAll(traced.captured());
        return Tensor.apply(new JacobianCall(traced.program(), structure), in).get(0);
    }

    private List<Tensor> columns(List<Tensor> in) {
        Tensor x = in.get(0);
        Tensor seeds = structure.seeds(x.size()).cast(x.dtype()).concrete();
        BatchTrace batch = new BatchTrace(seeds.shape().dim(0));
        Tangents tangents = new Tangents();
        List<Tensor> moving = new ArrayList<>(in);
        moving.set(0, tangents.variable(x, batch.variable(seeds)));
        Tensor y = function.withoutEffects().apply(moving).get(0);
        return List.of(batch.values(tangents.tangent(y)));
    }

    @Override
    public String name() {
        return "jacobian";
    }

    @Override
    public Program program() {
        return jacobian.program();
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        return jacobian.vjp(in, out, outBar, wanted);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return jacobian.jvp(in, out, inDot);
    }

    @Override
    public List<Tensor> batch(List<Tensor> in, IntPredicate isBatched, int size) {
        return jacobian.batch(in, isBatched, size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JacobianCall call && structure.equals(call.structure) && function.equals(call.function);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, structure);
    }

    @Override
    public String toString() {
        return "jacobian[" + program().equations().size() + " equations]";
    }
}
