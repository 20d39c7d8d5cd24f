package org.palinode.autodiff;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * A function that is traced once for each signature of its argument and then called as one primitive.
 *
 * @param recomputes whether its inputs are all that a gradient may keep of it, also inside a larger program; else that program takes its
 *     equations among its own, and nothing is computed twice
 */
record Compiled<P, R>(TraceCache<P, R> traces, boolean recomputes) implements Function<P, R> {
    @Override
    public R apply(P x) {
        Tree.Flat<P> input = Tree.flatten(x);
        TracedFunction<R> traced = traces.get(input);
        List<Tensor> inputs = traced.inputs(input.leaves());
        boolean inside = !recomputes && inputs.stream().anyMatch(Tensor::isInProgram);
        Program program = traced.program();
        return traced.result().unflatten(inside ? program.apply(inputs) : new Call(program).apply(inputs));
    }

    @Override
    public String toString() {
        return (recomputes ? "checkpoint" : "compile") + "(function), " + traces;
    }
}
