package org.palinode.tests.ode.support;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** One nonlinear problem with everything in it: time, arguments, and a tensor that the field closes over. */
public final class Sample {
    public static final double T0 = 0.2;
    public static final double T1 = 2.2;

    public static final Inputs AT = new Inputs(Tensor.of(0.5, -1, 0.8), Tensor.of(0.7, 1.3), Tensor.of(new double[][] {
        {0.3, -0.8, 0.5}, {0.9, 0.1, -0.4}, {-0.6, 0.7, 0.2}
    }));

    private Sample() {}

    /** y' = tanh(W y) − a₀ y cos(a₁ t), W closed over; in two parts for a solver that wants them. */
    public static Solution<Tensor> solve(Inputs in, Solver solver, double t0, double t1, SolveOptions options) {
        return solve(in, solver, Tensor.scalar(t0), Tensor.scalar(t1), options);
    }

    public static Solution<Tensor> solve(Inputs in, Solver solver, Tensor t0, Tensor t1, SolveOptions options) {
        return diffeqsolve(term(in, solver), solver, t0, t1, in.y0(), in.args(), options);
    }

    /** The field in as many parts as the solver wants. */
    public static Term<Tensor, Tensor> term(Inputs in, Solver solver) {
        return solver.splitsField()
                ? MultiTerm.of(swing(), network(in.closedOver()))
                : new ODETerm<>(field(in.closedOver()));
    }

    public static VectorField<Tensor, Tensor> field(Tensor w) {
        return (t, y, a) -> network(w).apply(t, y, a).plus(swing().apply(t, y, a));
    }

    /** tanh(W y), the part that implicit–explicit methods solve with. */
    public static VectorField<Tensor, Tensor> network(Tensor w) {
        return (t, y, a) -> w.matmul(y).tanh();
    }

    /** − a₀ y cos(a₁ t), the part that they only evaluate. */
    public static VectorField<Tensor, Tensor> swing() {
        return (t, y, a) -> y.times(a.get(0)).times(t.times(a.get(1)).cos()).negate();
    }

    /** The loss Σ cos(k + 1) ys_k of a solve from T0 to T1, over all saved numbers. */
    public static Function<Inputs, Tensor> loss(Solver solver, SolveOptions options) {
        return in -> weighted(solve(in, solver, T0, T1, options).ys());
    }

    /** Σ cos(k + 1) x_k: a number that depends on every number of x, on none like on another. */
    public static Tensor weighted(Tensor x) {
        double[] weights =
                IntStream.range(0, x.size()).mapToDouble(k -> Math.cos(k + 1)).toArray();
        return x.flatten().dot(Tensor.of(weights));
    }
}
