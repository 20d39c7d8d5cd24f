package org.palinode.tests.ode.traced;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * dy/dt = tanh(W y) − k y cos t: a field that closes over W [2, 2], reads t and takes k as its argument.
 *
 * @param start y0 [2]
 */
record Turning(Tensor weights, Tensor start, Tensor rate) {
    static final Turning ONE =
            new Turning(Tensor.of(new double[][] {{0.3, -1}, {1.2, 0.1}}), Tensor.of(1, 0.5), Tensor.scalar(0.3));

    Turning cast(DType dtype) {
        return new Turning(weights.cast(dtype), start.cast(dtype), rate.cast(dtype));
    }

    Solution<Tensor> solution(Solver solver, Tensor t1, SolveOptions options) {
        ODETerm<Tensor, Tensor> field = new ODETerm<>(
                (t, y, k) -> weights.matmul(y).tanh().minus(y.times(k).times(t.cos())));
        return diffeqsolve(field, solver, Tensor.scalar(0), t1, start, rate, options);
    }

    Solution<Tensor> solution(SolveOptions options) {
        return solution(new Tsit5(), Tensor.scalar(2), options);
    }

    /** A loss of all saved values that differ in weight. */
    Tensor loss(SolveOptions options) {
        Tensor ys = solution(options).ys();
        return ys.times(Tensor.arange(ys.size()).plus(1).cast(ys.dtype()).reshape(ys.shape()))
                .sin()
                .sum();
    }
}
