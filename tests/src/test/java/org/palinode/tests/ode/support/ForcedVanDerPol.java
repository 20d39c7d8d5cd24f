package org.palinode.tests.ode.support;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;

/** y'' = μ(1 − y²)y' − y + a cos t from (2, 0) with μ = a = 1, in steps of 0.01: damped and driven, which the published scheme does not survive. */
public final class ForcedVanDerPol {
    public static final Inputs AT = new Inputs(Tensor.of(2, 0), Tensor.of(1.0), Tensor.of(1.0));
    public static final SolveOptions OPTIONS = SolveOptions.standard().dt0(0.01).maxSteps(20_000);

    private ForcedVanDerPol() {}

    public static Solution<Tensor> solve(Inputs in, Solver solver, double t1, SolveOptions options) {
        Tensor force = in.closedOver().get(0);
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, mu) -> {
            Tensor damping = y.get(0).square().negate().plus(1).times(mu.get(0));
            return Tensor.stack(
                    y.get(1), damping.times(y.get(1)).minus(y.get(0)).plus(force.times(t.cos())));
        });
        return diffeqsolve(term, solver, 0, t1, in.y0(), in.args(), options);
    }

    public static Solution<Tensor> solve(double t1, SolveOptions options) {
        return solve(AT, new RungeKutta4(), t1, options);
    }
}
