package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Term;

/** The front door: solves a differential equation and leaves it on the tape as one operation. */
public final class DiffEqSolve {
    private DiffEqSolve() {}

    /** {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)} with a constant step and defaults else. */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, double dt0, Y y0, A args) {
        return diffeqsolve(
                term, solver, t0, t1, y0, args, SolveOptions.standard().dt0(dt0));
    }

    /**
     * Solves dy/dt = f(t, y, args) from t0 to t1, forward or back in time. Gradients reach y0, args and everything that the field closes
     * over, by the adjoint in {@code options}.
     *
     * <p>The field is traced at each call, and what has been compiled for the same field, solver and tolerances is used again.
     *
     * @param y0 the state at t0: a tensor, or a tree of tensors of one type of number
     * @param args handed to the field; a tree, or null
     * @param t1 where the solve ends; may be infinite where an event ends it
     * @throws SolveException if the solve reaches neither t1 nor an event that ends it; carries t, h, counts and the solution so far
     * @throws IllegalArgumentException if what is asked for does not fit together; what the field itself throws comes out unchanged
     * @throws UnsupportedOperationException if the adjoint cannot serve the solver, the saved values or the events; or inside of compile and
     *     checkpoint
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, double t0, double t1, Y y0, A args, SolveOptions options) {
        return diffeqsolve(term, solver, Tensor.scalar(t0), Tensor.scalar(t1), y0, args, options);
    }

    /**
     * As {@link #diffeqsolve(Term, Solver, double, double, Object, Object, SolveOptions)}, with gradients for t0, t1 and the tensor given to
     * {@code SaveAt.ts} too. The accepted steps are held fixed, so: the grid of constant steps is affine in t0 and t1; all other steps
     * start and end at constant times, save that the first starts at t0 and the last ends at t1. Saved values move with ts along the
     * solver's dense output.
     *
     * @param t0 start, a float64 scalar
     * @param t1 end, a float64 scalar
     */
    public static <Y, A> Solution<Y> diffeqsolve(
            Term<Y, A> term, Solver solver, Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        return PreparedSolve.of(term, solver, t0, t1, y0, args, options).solve();
    }
}
