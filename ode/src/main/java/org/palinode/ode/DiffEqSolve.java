package org.palinode.ode;

import java.util.List;
import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** The front door: solves a differential equation and leaves it on the tape as one operation. */
public final class DiffEqSolve {
    private DiffEqSolve() {}

    /**
     * Solves as {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)}, with constant steps and the other options
     * at their standards.
     *
     * @param dt0 the size of each step in the unit of t, with the sign of t1 − t0
     * @throws SolveException if the solve does not reach t1
     * @throws IllegalArgumentException if the arguments do not fit together
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, double dt0, Y y0, A args) {
        return diffeqsolve(
                term, solver, t0, t1, y0, args, SolveOptions.standard().dt0(dt0));
    }

    /**
     * Solves dy/dt = f(t, y, args) from t0 to t1, forward or back in time. Gradients reach y0, args and everything that the field closes
     * over, by the adjoint in {@code options}.
     *
     * <p>The field is traced at each call. Steps that were compiled for the same field, solver and tolerances are used again.
     *
     * <p>Inside of {@code compile}, {@code checkpoint} and fields the solve is one operation of the program, and is run when that runs. Only then
     * are its statistics known, or that it failed. Inside of {@code vmap} the members are one stacked state with one step size, whose error is
     * measured over all of them; {@link SolveOptions#solveEach} solves each by itself.
     *
     * @param y0 the state at t0: a tensor of any shape, or a tree of tensors of one type of number; no number may be infinite or NaN
     * @param args what the field reads beside t and y; a tree, or null
     * @param t1 the end of the solve, in the unit of t; infinite where an event ends it, below t0 for a solve back in time
     * @throws SolveException if the solve reaches neither t1 nor an event that ends it; carries t, h, counts and the solution so far
     * @throws IllegalArgumentException if what is asked for does not fit together; exceptions of the field itself are thrown unchanged
     * @throws UnsupportedOperationException if the adjoint cannot serve the solver, the saved values or the events; or where the solve stands
     *     in a program that is traced, and what is saved has a size that only a run would tell
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, Y y0, A args, SolveOptions options) {
        return diffeqsolve(term, solver, Tensor.scalar(t0), Tensor.scalar(t1), y0, args, options);
    }

    /**
     * Solves as {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)}, with gradients for t0, t1 and the tensor
     * given to {@code SaveAt.ts} too. The accepted steps are held fixed: the grid of constant steps is affine in t0 and t1. All other steps
     * start and end at constant times, except that the first starts at t0 and the last ends at t1. Saved values move with ts along the
     * solver's dense output.
     *
     * @param t0 start, a float64 scalar
     * @param t1 end, a float64 scalar
     * @throws SolveException as above
     * @throws IllegalArgumentException as above, and if a time is no float64 scalar
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        return ready(term, solver, t0, t1, y0, args, options).get();
    }

    /** All up to the first step. A solve that stands in a program being traced waits for its numbers. */
    private static <Y, A> Supplier<Solution<Y>> ready(
            Term<Y, A> term, Solver solver, Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        SolveChecks.requireAll(term, solver, y0, options);
        List<Tensor> times = SolveChecks.times(t0, t1, options);
        if (times.stream().noneMatch(Tensor::isSymbolic)) {
            SolveChecks.check(term, solver, t0, t1, options);
        }
        WrittenProblem.Traced<Y> traced = WrittenProblem.trace(term, NoiseLayout.paths(term), solver, y0, args);
        return traced.numbers().areThere() && times.stream().noneMatch(Tensor::isSymbolic)
                ? PreparedSolve.of(traced.problem(), traced.numbers(), t0, t1, options)::solve
                : () -> DeferredSolve.of(traced, times, options);
    }
}
