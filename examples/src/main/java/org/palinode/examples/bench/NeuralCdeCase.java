package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;

/**
 * The gradient of Σ y(t1)² for the parameters of a neural controlled equation and y0: 32 hidden numbers, a batch of 32, a cubic path through 100 knots
 * with 4 channels, time being the first.
 */
record NeuralCdeCase() implements BenchCase {
    private static final int HIDDEN = 32;
    private static final int CHANNELS = 4;
    private static final int KNOTS = 100;
    private static final int BATCH = 32;

    /** Variables of the gradient. */
    record Parameters(Mlp field, Tensor y0) {}

    @Override
    public String name() {
        return "cde-mlp";
    }

    @Override
    public String solver() {
        return "Tsit5";
    }

    @Override
    public List<String> adjoints() {
        return List.of("direct", "recursive", "reversible");
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        Parameters parameters = new Parameters(
                Waves.mlp(dtype, 0, Activation.TANH, HIDDEN, HIDDEN, HIDDEN * CHANNELS),
                Waves.tensor(dtype, 0, BATCH, HIDDEN));
        CubicInterpolation path = path(dtype);
        SolveOptions options = SolveOptions.standard()
                .dt0(0.01)
                .controller(new PIDController(1e-4, 1e-6))
                .adjoint(BenchCase.adjoint(adjoint));
        return () -> EndGradient.of(parameters, options, (p, listening) -> solve(p, path, listening));
    }

    /** Channel c > 0 of member b is sin((c + 1) 2t + b). */
    private static CubicInterpolation path(DType dtype) {
        Tensor times = Tensor.linspace(0, 1, KNOTS);
        double[] data = new double[KNOTS * BATCH * CHANNELS];
        for (int i = 0; i < data.length; i++) {
            int channel = i % CHANNELS;
            int member = i / CHANNELS % BATCH;
            double t = times.get(i / (CHANNELS * BATCH)).item();
            data[i] = channel == 0 ? t : Math.sin((channel + 1) * 2 * t + member);
        }
        return CubicInterpolation.backwardHermite(
                times, Tensor.of(new TensorType(dtype, Shape.of(KNOTS, BATCH, CHANNELS)), data));
    }

    private static Solution<Tensor> solve(Parameters p, CubicInterpolation path, SolveOptions options) {
        var term = new ControlTerm<Tensor, Void>(
                        (t, y, args) -> p.field().apply(y).reshape(BATCH, HIDDEN, CHANNELS), path)
                .toOde();
        return DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, 1, p.y0(), null, options);
    }
}
