package org.palinode.examples.precision;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.Detest;
import org.palinode.examples.problems.KnownEnd;
import org.palinode.examples.problems.Pleiades;
import org.palinode.examples.problems.StiffProblem;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.solver.Vern7;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** Error against work: a problem with a known end, solved by several solvers to several tolerances. */
public final class WorkPrecision {
    private static final int FINEST = 10;
    private static final int MAX_STEPS = 1_000_000;

    private WorkPrecision() {}

    /**
     * Result of one solve.
     *
     * @param error at the end, relative; NaN where it was not reached
     * @param failure the reason why it was not; null otherwise
     */
    public record Entry(double error, Statistics statistics, String failure) {
        /** Error, evaluations, steps. */
        @Override
        public String toString() {
            return failure != null ? failure : String.format(Locale.ROOT, "%.1e, %,d", error, statistics.evaluations());
        }
    }

    /** The problems with these names; all of them if none is named. */
    public static List<KnownEnd> problems(List<String> names) {
        List<KnownEnd> all = Stream.of(Detest.all(), StiffProblem.all(), List.of(new Pleiades()))
                .<KnownEnd>flatMap(List::stream)
                .toList();
        for (String name : names) {
            if (all.stream().noneMatch(problem -> problem.is(name))) {
                throw new IllegalArgumentException("no problem is called " + name + "; there are "
                        + String.join(", ", all.stream().map(KnownEnd::name).toList()));
            }
        }
        return all.stream()
                .filter(problem -> names.isEmpty() || names.stream().anyMatch(problem::is))
                .toList();
    }

    /** The solvers that suit a problem. */
    public static List<Solver> solvers(KnownEnd problem) {
        List<Solver> explicit = List.of(new Tsit5(), new Dopri5(), new Vern7(), new Dopri8());
        List<Solver> implicit = List.of(new Kvaerno5(), new KenCarp5(), new Rodas5P());
        return problem.isForAll()
                ? Stream.concat(explicit.stream(), implicit.stream()).toList()
                : problem.isStiff() ? implicit : explicit;
    }

    /** Solves to the relative tolerance 10^−digits; absolute tolerance as the problem wants it. */
    public static Entry solve(KnownEnd problem, Solver solver, int digits) {
        double rtol = Math.pow(10, -digits);
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(rtol, problem.atol(rtol)))
                .maxSteps(MAX_STEPS)
                .throwing(false);
        Solution<Tensor> solution = diffeqsolve(
                term(problem, solver), solver, 0, problem.t1(), Tensor.of(problem.y0()), (Void) null, options);
        return solution.isSuccessful()
                ? new Entry(problem.error(solution.y1()), solution.statistics(), null)
                : new Entry(
                        Double.NaN,
                        solution.statistics(),
                        solution.outcome().result().name());
    }

    /** All of the field is implicit where a solver wants it in two parts. */
    private static Term<Tensor, Void> term(KnownEnd problem, Solver solver) {
        VectorField<Tensor, Void> field = (t, y, none) -> problem.field().apply(t, y);
        return solver.splitsField() ? MultiTerm.of((t, y, none) -> y.zerosLike(), field) : new ODETerm<>(field);
    }

    /** A table in Markdown: a line for each tolerance from 1e-3 to 1e-10, and for each solver error and evaluations. */
    public static String table(KnownEnd problem) {
        StringBuilder table = new StringBuilder("**" + problem.name() + "**\n\n| rtol |");
        List<Solver> solvers = solvers(problem);
        solvers.forEach(solver ->
                table.append(' ').append(solver.getClass().getSimpleName()).append(" |"));
        table.append("\n|---|").append("---|".repeat(solvers.size())).append('\n');
        for (int digits = 3; digits <= FINEST; digits++) {
            table.append("| 1e-").append(digits).append(" |");
            for (Solver solver : solvers) {
                table.append(' ').append(solve(problem, solver, digits)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }
}
