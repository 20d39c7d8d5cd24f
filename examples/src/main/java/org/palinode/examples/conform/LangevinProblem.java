package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.Formula;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;

/** A Langevin equation of the data. */
record LangevinProblem(LangevinTerm<Tensor, Void> term, Pair<Tensor, Tensor> start, GivenNoise noise)
        implements NoisyProblem {
    static NoisyProblem of(Entry entry) {
        GivenNoise noise = GivenNoise.of(entry);
        UnaryOperator<Tensor> gradient = gradient(entry.field("grad_f").text());
        Tensor x0 = entry.field("x0").tensor();
        var term = new LangevinTerm<Tensor, Void>(
                entry.field("gamma").tensor(), entry.field("u").tensor(), (x, args) -> gradient.apply(x), noise.path());
        return new LangevinProblem(term, new Pair<>(x0, entry.field("v0").tensor(x0.shape())), noise);
    }

    private static UnaryOperator<Tensor> gradient(String text) {
        try {
            return Formula.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw new UnknownToPalinode("grad_f: " + unknown.getMessage());
        }
    }

    @Override
    public void checkSolve(Entry row, Comparison comparison) {
        Solver solver = SolverNames.exact(row.field("solver").text());
        Optional<Entry> xs = row.optional("xs");
        Optional<Entry> vs = row.optional("vs");
        if (xs.isEmpty() && vs.isEmpty()) {
            throw row.refusal("has nothing to compare: no \"xs\" or \"vs\"");
        }
        SolveOptions options = SolveOptions.standard()
                .controller(new StepTo(noise.times()))
                .saveAt(SaveAt.steps())
                .maxSteps(Problem.MAX_STEPS);
        Pair<Tensor, Tensor> ys = ends(solver, options);
        Shape shape = start.first().shape().insert(0, noise.steps());
        xs.ifPresent(given -> comparison.relative("xs", given.tensor(shape), ys.first(), LOOSE_TOLERANCE));
        vs.ifPresent(given -> comparison.relative("vs", given.tensor(shape), ys.second(), LOOSE_TOLERANCE));
    }

    private Pair<Tensor, Tensor> ends(Solver solver, SolveOptions options) {
        try {
            return diffeqsolve(term, solver, noise.t0(), noise.t1(), start, null, options)
                    .ys();
        } catch (UnsupportedOperationException refusal) {
            throw new UnknownToPalinode(refusal.getMessage());
        }
    }

    @Override
    public void checkGradient(Entry row, Comparison comparison) {
        throw new UnknownToPalinode("gradients of a Langevin problem, of which the format does not say the variables");
    }
}
