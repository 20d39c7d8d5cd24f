package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Solver;

/** Solves with adaptive steps: the steps themselves where they are firm, how many there were, and the end value. */
final class AdaptiveSolves implements RowCheck<Problem> {
    /** Two good solves differ by some multiples of the tolerance. */
    private static final double MULTIPLE = 10;

    private static final double SMALLEST_TIME = 1e-3;

    @Override
    public void check(Problem problem, Entry row, Comparison comparison) {
        Solver solver = SolverNames.solver(row.field("solver").text());
        PIDController controller = Controllers.pid(row.field("controller"));
        SolveOptions stepping = SolveOptions.standard().controller(controller).maxSteps(Problem.MAX_STEPS);
        SolveOptions options =
                row.optional("dt0").map(Entry::number).map(stepping::dt0).orElse(stepping);
        Solution<Tensor> solution =
                diffeqsolve(problem.term(), solver, problem.t0(), problem.t1(), problem.y0(), problem.args(), options);

        Tensor y1 = row.field("y1").tensor(problem.y0().shape());
        double rtol = controller.scale().rtol();
        double atol = controller.scale().atol();
        comparison.within("y1", y1, solution.y1(), MULTIPLE * (atol + rtol * Comparison.largest(y1)));
        if (row.optional("counts_firm").map(Entry::flag).orElse(false)) {
            Statistics statistics = solution.statistics();
            comparison.equal("accepted", row.field("accepted").count(), statistics.accepted());
            comparison.equal("rejected", row.field("rejected").count(), statistics.rejected());
        }
        row.optional("step_times")
                .ifPresent(times -> compareTimes(
                        times.numbers(),
                        solution.stepTimes(),
                        row.field("times_agree_to").number(),
                        comparison));
    }

    private static void compareTimes(double[] expected, double[] actual, double tolerance, Comparison comparison) {
        comparison.equal("length of step_times", expected.length, actual.length);
        if (expected.length != actual.length) {
            return;
        }
        for (int i = 0; i < expected.length; i++) {
            double size = Math.max(SMALLEST_TIME, Math.abs(expected[i]));
            comparison.number("step_times[" + i + "]", expected[i], actual[i], tolerance * size);
        }
    }
}
