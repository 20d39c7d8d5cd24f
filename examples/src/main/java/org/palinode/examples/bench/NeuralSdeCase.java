package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;

/** The gradient of Σ y(t1)² for the parameters of drift and diagonal diffusion, both tanh MLPs, and y0, over 200 steps of a batch. */
record NeuralSdeCase(String base, Solver method, NoiseSource noise) implements BenchCase {
    private static final int STEPS = 200;
    private static final double STEP = 0x1p-8;
    private static final int BATCH = 64;
    private static final int[] WIDTHS = {2, 32, 32, 2};

    /** Variables of the gradient. */
    record Parameters(Mlp drift, Mlp diffusion, Tensor y0) {}

    @Override
    public String name() {
        return noise.named(base);
    }

    @Override
    public String solver() {
        return method.getClass().getSimpleName();
    }

    @Override
    public List<String> adjoints() {
        return List.of("direct", "recursive", "reversible");
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        Parameters parameters = new Parameters(
                Waves.mlp(dtype, 0, Activation.IDENTITY, WIDTHS),
                Waves.mlp(dtype, 1000, Activation.IDENTITY, WIDTHS),
                Waves.tensor(dtype, 0, BATCH, 2));
        BrownianPath<Tensor> path = noise.path(LevyArea.NONE, STEP, STEPS, BATCH, 2);
        SolveOptions options = SolveOptions.standard().dt0(STEP).adjoint(BenchCase.adjoint(adjoint));
        return () -> EndGradient.of(parameters, options, (p, listening) -> solve(p, path, listening));
    }

    private Solution<Tensor> solve(Parameters p, BrownianPath<Tensor> path, SolveOptions options) {
        var drift = new ODETerm<Tensor, Void>((t, y, args) -> p.drift().apply(y));
        var term = drift.plus(Diffusion.diagonal((t, y, args) -> p.diffusion().apply(y), path));
        return DiffEqSolve.diffeqsolve(term, method, 0, STEPS * STEP, p.y0(), null, options);
    }
}
