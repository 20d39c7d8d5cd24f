package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.RandomKey;
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
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;

/**
 * The gradient of Σ y(t1)² for the parameters of a tanh MLP field and y0, over [0, t1].
 *
 * @param widths of the MLP, from input to output
 * @param batch rows of y0; 0 for a vector
 * @param dt0 the step, or the first one
 * @param rtol relative and absolute tolerance; 0 for constant steps
 */
record GradientCase(String name, int[] widths, int batch, Solver method, double t1, double dt0, double rtol)
        implements BenchCase {
    private static final int SEED = 0;

    /** Variables of the gradient. */
    record Parameters(Mlp field, Tensor y0) {}

    @Override
    public String solver() {
        return method.getClass().getSimpleName();
    }

    @Override
    public List<String> adjoints() {
        return List.of("direct", "recursive", "reversible", "backsolve");
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        Mlp field = Mlp.random(RandomKey.of(SEED), dtype, Activation.TANH, widths);
        Shape shape = batch == 0 ? Shape.of(widths[0]) : Shape.of(batch, widths[0]);
        Parameters parameters = new Parameters(field, RandomKey.of(SEED + 1).normal(new TensorType(dtype, shape)));
        SolveOptions standard = SolveOptions.standard().dt0(dt0).adjoint(BenchCase.adjoint(adjoint));
        SolveOptions options = rtol == 0 ? standard : standard.controller(new PIDController(rtol, rtol));
        return () -> EndGradient.of(parameters, options, this::solve);
    }

    private Solution<Tensor> solve(Parameters p, SolveOptions options) {
        var term = new ODETerm<Tensor, Void>((t, y, args) -> p.field().apply(y));
        return DiffEqSolve.diffeqsolve(term, method, 0, t1, p.y0(), null, options);
    }
}
