package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;

/** Solves with constant steps: values at given times, and the number of steps. */
final class FixedSolves implements RowCheck<Problem> {
    private static final double TOLERANCE = 1e-12;

    @Override
    public void check(Problem problem, Entry row, Comparison comparison) {
        Solver solver = SolverNames.exact(row.field("solver").text());
        double[] ts = row.field("ts").numbers();
        SolveOptions options = SolveOptions.standard()
                .dt0(row.field("dt0").number())
                .saveAt(SaveAt.ts(ts))
                .maxSteps(Problem.MAX_STEPS);
        Solution<Tensor> solution =
                diffeqsolve(problem.term(), solver, problem.t0(), problem.t1(), problem.y0(), problem.args(), options);
        Shape shape = problem.y0().shape().insert(0, ts.length);
        comparison.relative("ys", row.field("ys").tensor(shape), solution.ys(), TOLERANCE);
        row.optional("num_steps")
                .ifPresent(steps -> comparison.equal(
                        "num_steps", steps.count(), solution.statistics().steps()));
    }
}
