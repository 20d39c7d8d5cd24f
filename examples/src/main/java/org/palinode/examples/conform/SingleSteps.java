package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;

/** Check of one step: its end, its error estimate, and the solution inside it. */
final class SingleSteps implements RowCheck<Problem> {
    private static final double EXPLICIT = 1e-12;
    private static final double IMPLICIT = 1e-9;

    @Override
    public void check(Problem problem, Entry row, Comparison comparison) {
        Solver solver = SolverNames.exact(row.field("solver").text());
        double t0 = row.field("t0").number();
        double t1 = row.field("t1").number();
        boolean implicit = row.optional("implicit").map(Entry::flag).orElse(false);
        double tolerance = implicit ? IMPLICIT : EXPLICIT;

        SolveOptions options = SolveOptions.standard()
                .controller(new StepTo(t0, t1))
                .saveAt(SaveAt.t1().andDense());
        Solution<Tensor> solution = diffeqsolve(problem.term(), solver, t0, t1, problem.y0(), problem.args(), options);
        Tensor y1 = row.field("y1").tensor(problem.y0().shape());
        comparison.relative("y1", y1, solution.y1(), tolerance);
        if (solver instanceof Reversible) {
            return; // its estimate and its inside are not those of the reference
        }
        row.optional("y_error").ifPresent(expected -> {
            Tensor error = error(solver, problem, t0, t1);
            comparison.relativeTo(y1, "y_error", expected.tensor(y1.shape()), error, tolerance);
        });
        row.optional("dense")
                .ifPresent(dense -> dense.elements().forEach(at -> {
                    double t = at.field("t").number();
                    Tensor expected = at.field("y").tensor(y1.shape());
                    comparison.relative("dense output at t = " + t, expected, solution.evaluate(t), tolerance);
                }));
    }

    private static Tensor error(Solver solver, Problem problem, double t0, double t1) {
        if (!solver.estimatesError()) {
            throw new UnsupportedOperationException(solver + " has no error estimate");
        }
        Tensor error = solver.step(
                        problem.flatField(),
                        Tensor.scalar(t0),
                        Tensor.scalar(t1 - t0),
                        problem.y0().flatten())
                .error();
        return error.reshape(problem.y0().shape());
    }
}
