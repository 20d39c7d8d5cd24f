package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.ReferenceNoise;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.ode.term.Term;

/** An equation with drift and noise of the data, in the calculus of the solver. */
record ItoOrStratonovichProblem(
        Term<Tensor, Map<String, Tensor>> term, Tensor y0, Map<String, Tensor> args, GivenNoise noise)
        implements NoisyProblem {
    private static final double GRADIENT_TOLERANCE = 1e-10;
    private static final double LOOSE_GRADIENT_TOLERANCE = 1e-8;

    /** Variables of the gradient. */
    private record Inputs(Tensor y0, Map<String, Tensor> args) {}

    static NoisyProblem of(String name, Entry entry) {
        ReferenceNoise equation =
                ReferenceNoise.named(name).orElseThrow(() -> new UnknownToPalinode("problem " + name));
        Map<String, Tensor> args = new LinkedHashMap<>();
        for (String argument : equation.arguments()) {
            args.put(argument, entry.field("args").field(argument).tensor());
        }
        GivenNoise noise = GivenNoise.of(entry);
        return new ItoOrStratonovichProblem(
                equation.term(noise.path()), entry.field("y0").tensor(), args, noise);
    }

    @Override
    public void checkSolve(Entry row, Comparison comparison) {
        String name = row.field("solver").text();
        Optional<Entry> first = row.optional("y1");
        Optional<Entry> error = row.optional("y_error");
        Optional<Entry> ends = row.optional("ys");
        if (first.isEmpty() && error.isEmpty() && ends.isEmpty()) {
            throw row.refusal("has nothing to compare: no \"y1\", \"y_error\" or \"ys\"");
        }
        double tolerance = losesDigits(name) ? LOOSE_TOLERANCE : TOLERANCE;
        Solver solver = SolverNames.exact(name);
        Tensor ys = ends(solver, new Inputs(y0, args), new RecursiveCheckpointAdjoint());
        first.ifPresent(y1 -> comparison.relative("y1", y1.tensor(y0.shape()), ys.get(0), tolerance));
        error.ifPresent(given ->
                comparison.relativeTo(ys.get(0), "y_error", given.tensor(y0.shape()), error(solver), tolerance));
        Shape shape = y0.shape().insert(0, noise.steps());
        ends.ifPresent(given -> comparison.relative("ys", given.tensor(shape), ys, tolerance));
    }

    /** The error estimate of the first step. */
    private Tensor error(Solver solver) {
        if (!solver.estimatesError()) {
            throw new UnknownToPalinode("an error estimate of " + solver);
        }
        var field = new FirstStepField<>(term, y0, args, noise);
        double length = noise.times()[1] - noise.times()[0];
        Step step = solver.step(field, Tensor.scalar(noise.t0()), Tensor.scalar(length), y0.flatten());
        return step.error().reshape(y0.shape());
    }

    /** The states at the ends of all steps [steps, ...]. */
    private Tensor ends(Solver solver, Inputs in, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard()
                .controller(new StepTo(noise.times()))
                .saveAt(SaveAt.steps())
                .adjoint(adjoint)
                .maxSteps(Problem.MAX_STEPS);
        try {
            return diffeqsolve(term, solver, noise.t0(), noise.t1(), in.y0(), in.args(), options)
                    .ys();
        } catch (UnsupportedOperationException refusal) {
            throw new UnknownToPalinode(refusal.getMessage());
        }
    }

    @Override
    public void checkGradient(Entry row, Comparison comparison) {
        String name = row.field("solver").text();
        Solver solver = SolverNames.exact(name);
        Adjoint adjoint = row.optional("adjoint")
                .map(given -> Gradients.adjoint(given.text()))
                .orElse(new RecursiveCheckpointAdjoint());
        double tolerance = losesDigits(name) ? LOOSE_GRADIENT_TOLERANCE : GRADIENT_TOLERANCE;
        var actual = Autodiff.valueAndGrad(
                in -> Gradients.loss(ends(solver, in, adjoint).get(noise.steps() - 1)), new Inputs(y0, args));
        row.optional("loss")
                .ifPresent(loss -> comparison.relative("loss", loss.tensor(Shape.scalar()), actual.value(), tolerance));
        row.optional("grad_y0")
                .ifPresent(given -> comparison.relative(
                        "grad_y0", given.tensor(y0.shape()), actual.gradient().y0(), tolerance));
        row.optional("grad_args").ifPresent(given -> {
            for (String argument : given.names()) {
                Tensor gradient = actual.gradient().args().get(argument);
                if (gradient == null) {
                    throw given.refusal("has \"" + argument + "\", which is no argument of the problem");
                }
                Tensor expected = given.field(argument).tensor(gradient.shape());
                comparison.relative("grad_args " + argument, expected, gradient, tolerance);
            }
        });
    }

    /** True for the methods whose reference takes difference quotients. */
    private static boolean losesDigits(String solver) {
        return solver.contains("Milstein");
    }
}
