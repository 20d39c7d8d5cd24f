package org.palinode.examples.conform;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;

/**
 * Steps of the reversible wrapper as published: the solution y and its coupled copy z after each. The reference's y_error belongs to the
 * second inner step, Palinode's to the first, so it is not compared.
 */
final class ReversibleSteps implements RowCheck<Problem> {
    private static final double TOLERANCE = 1e-12;

    @Override
    public void check(Problem problem, Entry row, Comparison comparison) {
        Solver base = SolverNames.solver(row.field("base").text());
        Reversible solver = new Reversible(base, row.field("coupling").number()).withoutResync();
        Field field = problem.flatField();
        Tensor y = problem.y0().flatten();
        List<Tensor> state = solver.init(field, Tensor.scalar(problem.t0()), y);
        double t = problem.t0();
        int index = 0;
        for (Entry expected : row.field("steps").elements()) {
            double end = expected.field("t").number();
            Step step = solver.step(field, Tensor.scalar(t), Tensor.scalar(end - t), y, state);
            y = step.y();
            state = step.carry();
            t = end;
            compare(problem, expected, "step " + index++, step, comparison);
        }
    }

    private static void compare(Problem problem, Entry expected, String where, Step step, Comparison comparison) {
        Tensor y = expected.field("y").tensor(problem.y0().shape());
        Tensor z = expected.field("z").tensor(y.shape());
        comparison.relative(where + " y", y, step.y().reshape(y.shape()), TOLERANCE);
        comparison.relativeTo(y, where + " z", z, step.carry().get(0).reshape(y.shape()), TOLERANCE);
    }
}
