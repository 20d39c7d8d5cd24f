package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;

/** Gradients of Σ cos(k + 1) ys_k over all saved numbers, for y0 and args. */
final class Gradients implements RowCheck<Problem> {
    private static final double TOLERANCE = 1e-10;
    /** Steps chosen by an error estimate differ in their last digits. */
    private static final double ADAPTIVE_TOLERANCE = 1e-7;

    private static final double PID_TOLERANCE = 1e-8;
    private static final int STEP_TO_TIMES = 21;

    /** Variables of the gradient. */
    private record Inputs(Tensor y0, List<Tensor> args) {}

    @Override
    public void check(Problem problem, Entry row, Comparison comparison) {
        String name = row.field("solver").text();
        SolveOptions options = stepping(problem, row.field("controller").text())
                .saveAt(saveAt(problem, row.field("saveat").text()))
                .adjoint(adjoint(row.field("adjoint").text()))
                .maxSteps(Problem.MAX_STEPS);
        boolean adapts = options.controller() instanceof PIDController;
        Solver solver = adapts ? SolverNames.solver(name) : SolverNames.exact(name);
        var gradient = Autodiff.valueAndGrad(
                inputs -> loss(diffeqsolve(
                                problem.term(), solver, problem.t0(), problem.t1(), inputs.y0(), inputs.args(), options)
                        .ys()),
                new Inputs(problem.y0(), problem.args()));

        double tolerance = adapts ? ADAPTIVE_TOLERANCE : TOLERANCE;
        Inputs actual = gradient.gradient();
        row.optional("loss").ifPresent(loss -> comparison.relative("loss", loss.tensor(), gradient.value(), tolerance));
        row.optional("grad_y0")
                .ifPresent(y0 ->
                        comparison.relative("grad_y0", y0.tensor(problem.y0().shape()), actual.y0(), tolerance));
        row.optional("grad_args").ifPresent(args -> compareArgs(args, actual.args(), comparison, tolerance));
    }

    /** Compares the gradients for the tensors of a structure, each by itself. */
    static void compareArgs(Entry entry, List<Tensor> actual, Comparison comparison, double tolerance) {
        List<Tensor> expected = entry.leaves();
        comparison.equal("number of leaves of grad_args", expected.size(), actual.size());
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            Tensor leaf = expected.get(i).rank() == 0 ? expected.get(i).flatten() : expected.get(i);
            comparison.relative("grad_args leaf " + i, leaf, actual.get(i), tolerance);
        }
    }

    /** Σ cos(k + 1) y_k over the numbers of a tensor. */
    static Tensor loss(Tensor ys) {
        double[] weights =
                IntStream.range(0, ys.size()).mapToDouble(k -> Math.cos(k + 1)).toArray();
        return ys.flatten().dot(Tensor.of(weights));
    }

    private static SolveOptions stepping(Problem problem, String controller) {
        SolveOptions options = SolveOptions.standard();
        return switch (controller) {
            case "constant" -> options.dt0(problem.dt0());
            case "step_to" -> options.controller(new StepTo(grid(problem, STEP_TO_TIMES)));
            case "pid" -> options.dt0(problem.dt0()).controller(new PIDController(PID_TOLERANCE, PID_TOLERANCE));
            default -> throw new UnknownToPalinode("controller " + controller);
        };
    }

    private static SaveAt saveAt(Problem problem, String kind) {
        return switch (kind) {
            case "t1" -> SaveAt.t1();
            case "ts" -> {
                double[] ts = grid(problem, 6);
                yield SaveAt.ts(ts[1], ts[2], ts[3], ts[4]);
            }
            case "t0,ts,t1" -> SaveAt.t0().andTs(grid(problem, 9)).andT1();
            default -> throw new UnknownToPalinode("saveat " + kind);
        };
    }

    private static double[] grid(Problem problem, int count) {
        return Tensor.linspace(problem.t0(), problem.t1(), count).toArray();
    }

    /** The adjoint that a row names. */
    static Adjoint adjoint(String name) {
        return switch (name) {
            case "RecursiveCheckpoint" -> new RecursiveCheckpointAdjoint();
            case "Reversible" -> new ReversibleAdjoint();
            case "Direct" -> new DirectAdjoint();
            case "ForwardMode" -> new ForwardModeAdjoint();
            default -> throw new UnknownToPalinode("adjoint " + name);
        };
    }
}
