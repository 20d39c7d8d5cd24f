package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;

/** Geometric Brownian motion dy = μy dt + σy dW by Euler: one path forward in a million steps, or many in a thousand with the gradient for μ, σ and y0. */
record GeometricBrownianCase(boolean isOnePath, NoiseSource noise) implements BenchCase {
    private static final int LONG = 1_000_000;
    private static final int SHORT = 1_000;
    private static final int PATHS = 1_000;

    /** Variables of the gradient. */
    record Parameters(Tensor mu, Tensor sigma, Tensor y0) {}

    @Override
    public String name() {
        return noise.named(isOnePath ? "gbm" : "gbm-paths");
    }

    @Override
    public String solver() {
        return "Euler";
    }

    @Override
    public List<String> adjoints() {
        return isOnePath ? List.of(FORWARD) : List.of("direct", "recursive");
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        return isOnePath ? onePath(dtype) : paths(adjoint, dtype);
    }

    private Task onePath(DType dtype) {
        BrownianPath<Tensor> path = noise.path(LevyArea.NONE, 0x1p-20, LONG);
        Parameters parameters = parameters(Tensor.scalar(1).cast(dtype));
        SolveOptions options = SolveOptions.standard().dt0(0x1p-20).maxSteps(LONG);
        return () -> {
            Solution<Tensor> solution = solve(parameters, path, LONG * 0x1p-20, options);
            var statistics = solution.statistics();
            return new Result(
                    solution.y1().sum().item(), statistics.steps(), statistics.bytes(), statistics.evaluations());
        };
    }

    private Task paths(String adjoint, DType dtype) {
        BrownianPath<Tensor> path = noise.path(LevyArea.NONE, 0x1p-10, SHORT, PATHS);
        Parameters parameters = parameters(Tensor.ones(PATHS).cast(dtype));
        SolveOptions options = SolveOptions.standard().dt0(0x1p-10).adjoint(BenchCase.adjoint(adjoint));
        return () -> EndGradient.of(parameters, options, (p, listening) -> solve(p, path, SHORT * 0x1p-10, listening));
    }

    private static Parameters parameters(Tensor y0) {
        return new Parameters(
                Tensor.scalar(0.05).cast(y0.dtype()), Tensor.scalar(0.2).cast(y0.dtype()), y0);
    }

    private static Solution<Tensor> solve(
            Parameters parameters, BrownianPath<Tensor> path, double t1, SolveOptions options) {
        var drift = new ODETerm<Tensor, Parameters>((t, y, p) -> y.times(p.mu()));
        var term = drift.plus(Diffusion.diagonal((t, y, p) -> y.times(p.sigma()), path));
        return DiffEqSolve.diffeqsolve(term, new Euler(), 0, t1, parameters.y0(), parameters, options);
    }
}
