package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.ReferenceField;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.path.Path;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/**
 * A controlled equation of the data: dy = tanh(network(y)) dX, with a path X through data.
 *
 * @param field the network, [..., hidden] to [..., hidden · channels]
 * @param path makes X of the data
 */
record ControlledProblem(
        VectorField<Tensor, List<Tensor>> field,
        Function<Tensor, Path> path,
        Tensor data,
        Tensor y0,
        List<Tensor> args,
        double t0,
        double t1) {
    private static final double TOLERANCE = 1e-12;
    private static final double GRADIENT_TOLERANCE = 1e-10;

    /** Two good solves with adaptive steps differ by some multiples of the tolerance. */
    private static final double MULTIPLE = 10;

    /** Variables of the gradient. */
    private record Inputs(Tensor y0, List<Tensor> args, Tensor data) {}

    /** The problem called {@code name} in {@code cde_problems.json}. */
    static ControlledProblem of(String name, Entry entry) {
        UnaryOperator<Tensor> activation = Problem.activation(entry);
        Tensor data = entry.field("data").tensorWithGaps();
        return new ControlledProblem(
                ReferenceField.MLP.field(activation),
                ReferencePath.of(entry),
                data,
                entry.field("y0").tensor(),
                entry.field("args").leaves(),
                entry.field("t0").number(),
                entry.field("t1").number());
    }

    private Term<Tensor, List<Tensor>> term(String way, Path through) {
        var control = new ControlTerm<Tensor, List<Tensor>>(this::slopes, through);
        return switch (way) {
            case "ode" -> control.toOde();
            case "increments" -> control;
            default -> throw new UnknownToPalinode("way " + way);
        };
    }

    /** tanh of the network, [..., hidden, channels]. */
    private Tensor slopes(Tensor t, Tensor y, List<Tensor> layers) {
        Tensor flat = field.apply(t, y, layers);
        int hidden = y.shape().dim(-1);
        return flat.tanh().reshape(y.shape().insert(y.rank(), flat.shape().dim(-1) / hidden));
    }

    private SolveOptions stepping(Entry row) {
        SolveOptions options = SolveOptions.standard().maxSteps(Problem.MAX_STEPS);
        if (row.optional("step_ts").isPresent()) {
            return options.controller(new StepTo(row.field("step_ts").numbers()));
        }
        if (row.optional("controller").isPresent()) {
            PIDController pid = Controllers.pid(row.field("controller"));
            boolean jumps = row.optional("jump_ts").map(Entry::flag).orElse(false);
            options = options.controller(
                    jumps
                            ? new ClipStepSizeController(pid)
                                    .jumpTs(path.apply(data).knots())
                            : pid);
        }
        SolveOptions chosen = options;
        return row.optional("dt0").map(Entry::number).map(chosen::dt0).orElse(chosen);
    }

    private Solution<Tensor> solve(Entry row, Solver solver, Inputs in, SolveOptions options) {
        var term = term(row.field("way").text(), path.apply(in.data()));
        return diffeqsolve(term, solver, t0, t1, in.y0(), in.args(), options);
    }

    /** Compares the values of a row of {@code cde_solves.json}. */
    void checkSolve(Entry row, Comparison comparison) {
        SolveOptions options = stepping(row);
        boolean adapts = options.controller().errorScale().isPresent();
        String name = row.field("solver").text();
        Solver solver = adapts ? SolverNames.solver(name) : SolverNames.exact(name);
        double[] ts = row.field("ts").numbers();
        Solution<Tensor> solution = solve(row, solver, new Inputs(y0, args, data), options.saveAt(SaveAt.ts(ts)));
        Tensor expected = row.field("ys").tensor(y0.shape().insert(0, ts.length));
        if (adapts) {
            PIDController pid = Controllers.pid(row.field("controller"));
            double allowed = pid.scale().atol() + pid.scale().rtol() * Comparison.largest(expected);
            comparison.within("ys", expected, solution.ys(), MULTIPLE * allowed);
        } else {
            comparison.relative("ys", expected, solution.ys(), TOLERANCE);
        }
    }

    /** Compares the gradients of a row of {@code cde_gradients.json}. */
    void checkGradient(Entry row, Comparison comparison) {
        Solver solver = SolverNames.exact(row.field("solver").text());
        SolveOptions options = stepping(row)
                .adjoint(row.optional("adjoint")
                        .map(given -> Gradients.adjoint(given.text()))
                        .orElse(new RecursiveCheckpointAdjoint()));
        var actual = Autodiff.valueAndGrad(
                in -> Gradients.loss(solve(row, solver, in, options).y1()), new Inputs(y0, args, data));
        Inputs gradient = actual.gradient();
        row.optional("loss")
                .ifPresent(loss ->
                        comparison.relative("loss", loss.tensor(Shape.scalar()), actual.value(), GRADIENT_TOLERANCE));
        row.optional("grad_y0")
                .ifPresent(given ->
                        comparison.relative("grad_y0", given.tensor(y0.shape()), gradient.y0(), GRADIENT_TOLERANCE));
        row.optional("grad_args")
                .ifPresent(given -> Gradients.compareArgs(given, gradient.args(), comparison, GRADIENT_TOLERANCE));
        row.optional("grad_data").ifPresent(given -> compareData(given.tensorWithGaps(), gradient.data(), comparison));
    }

    /** Where data are missing there is no derivative: ours is 0, the figures have none. */
    private static void compareData(Tensor expected, Tensor actual, Comparison comparison) {
        Tensor wanted = Tensor.where(expected.equalTo(expected), expected, expected.zerosLike());
        comparison.relative("grad_data", wanted, actual, GRADIENT_TOLERANCE);
    }
}
