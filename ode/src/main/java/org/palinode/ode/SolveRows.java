package org.palinode.ode;

import java.util.List;
import org.palinode.autodiff.internal.deferred.DeferredFunction;
import org.palinode.autodiff.internal.kernel.parallel.ThreadCount;
import org.palinode.autodiff.tensor.Tensor;

/** Solves as one function of their inputs, whose output is the rows that they save. Several are run side by side. */
interface SolveRows extends DeferredFunction {
    /** The solves of these inputs, ready to be run. */
    List<PreparedSolve<?>> prepared(List<Tensor> inputs);

    /** The output of the rows [m, n] of each of these solves. */
    Tensor output(List<Tensor> rows);

    @Override
    default String name() {
        return "diffeqsolve";
    }

    @Override
    default List<Tensor> apply(List<Tensor> inputs) {
        return List.of(output(rows(prepared(inputs))));
    }

    @SuppressWarnings("unchecked") // only the flat rows are read
    private static List<Tensor> rows(List<PreparedSolve<?>> prepared) {
        List<PreparedSolve<Object>> solves =
                prepared.stream().map(solve -> (PreparedSolve<Object>) solve).toList();
        List<Solution<Object>> solutions = solves.size() == 1
                ? List.of(solves.get(0).solve())
                : SolveEach.solved(solves, ThreadCount.configured());
        return solutions.stream().map(Solution::rows).toList();
    }
}
