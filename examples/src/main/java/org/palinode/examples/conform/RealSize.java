package org.palinode.examples.conform;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.solver.Solver;

/**
 * A solve of real size by equal steps: loss = Σ cos(k + 1) y_k(t1), and its gradients for y0 and each argument, which a row tells by the
 * largest |number| and by products with three waves.
 *
 * @param wave of the numbers
 * @param tolerance relative, of the loss, of the largest numbers, and of products that do not cancel
 * @param rounding of a product, for each of its terms and relative to the largest number of the gradient
 */
record RealSize(SizedProblem problem, Solver solver, double[] times, Wave wave, double tolerance, double rounding) {
    private static final double[] FREQUENCIES = {0.7, 1.3, 2.9};

    /** Variables of the gradient. */
    private record Inputs(Tensor y0, List<Tensor> args) {}

    static RealSize of(Entry row, Wave wave) {
        String solver = row.field("solver").text();
        boolean implicit = SolverNames.solvesEquations(solver);
        double t0 = row.optional("t0").map(Entry::number).orElse(0.0);
        double t1 = row.field("t1").number();
        double[] times =
                Tensor.linspace(t0, t1, row.field("steps").positiveCount() + 1).toArray();
        return new RealSize(
                SizedProblem.of(row, wave),
                SolverNames.exact(solver),
                times,
                wave,
                implicit ? 1e-8 : 1e-11,
                implicit ? 1e-10 : 1e-13);
    }

    void compare(Entry row, Comparison comparison) {
        Optional<Entry> loss = row.optional("loss");
        Optional<Entry> ofY0 = row.optional("grad_y0");
        Optional<Entry> ofArgs = row.optional("grad_args");
        if (loss.isEmpty() && ofY0.isEmpty() && ofArgs.isEmpty()) {
            throw row.refusal("has nothing to compare: no \"loss\", \"grad_y0\" or \"grad_args\"");
        }
        var actual = Autodiff.valueAndGrad(this::loss, new Inputs(problem.y0(), problem.args()));
        loss.ifPresent(given -> comparison.relative("loss", given.tensor(Shape.scalar()), actual.value(), tolerance));
        ofY0.ifPresent(given -> compare("grad_y0", given, actual.gradient().y0(), comparison));
        ofArgs.ifPresent(
                given -> compareArgs(given.elements(), actual.gradient().args(), comparison));
    }

    private Tensor loss(Inputs in) {
        SolveOptions options =
                SolveOptions.standard().controller(new StepTo(times)).maxSteps(Problem.MAX_STEPS);
        Tensor y1 = diffeqsolve(problem.term(), solver, times[0], times[times.length - 1], in.y0(), in.args(), options)
                .y1();
        return Gradients.loss(y1);
    }

    private void compareArgs(List<Entry> given, List<Tensor> actual, Comparison comparison) {
        comparison.equal("number of leaves of grad_args", given.size(), actual.size());
        for (int i = 0; i < Math.min(given.size(), actual.size()); i++) {
            compare("grad_args leaf " + i, given.get(i), actual.get(i), comparison);
        }
    }

    private void compare(String what, Entry given, Tensor actual, Comparison comparison) {
        Optional<Entry> max = given.optional("max");
        Optional<Entry> dots = given.optional("dots");
        if (max.isEmpty() && dots.isEmpty()) {
            throw given.refusal("has nothing to compare: no \"max\" or \"dots\"");
        }
        double largest = Comparison.largest(actual);
        max.map(Entry::number)
                .ifPresent(number -> comparison.number(what + " max", number, largest, tolerance * Math.abs(number)));
        dots.map(Entry::numbers).ifPresent(numbers -> compareDots(what, given, numbers, actual, comparison));
    }

    private void compareDots(String what, Entry given, double[] dots, Tensor actual, Comparison comparison) {
        if (dots.length != FREQUENCIES.length) {
            throw given.refusal("must have " + FREQUENCIES.length + " dots, got " + dots.length);
        }
        double terms = rounding * actual.size() * Comparison.largest(actual);
        for (int i = 0; i < dots.length; i++) {
            Tensor direction = wave.of(Shape.of(actual.size()), FREQUENCIES[i], 0.1);
            double dot = actual.flatten().dot(direction).item();
            comparison.number(what + " dots[" + i + "]", dots[i], dot, Math.max(terms, tolerance * Math.abs(dots[i])));
        }
    }
}
