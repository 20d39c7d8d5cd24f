package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Lotka–Volterra over [0, 100] at tolerance 1e-8, forward only: what a step costs when there is almost nothing to compute. */
record LotkaVolterraCase() implements BenchCase {
    @Override
    public String name() {
        return "lotka-volterra";
    }

    @Override
    public String solver() {
        return "Tsit5";
    }

    @Override
    public List<String> adjoints() {
        return List.of(FORWARD);
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        Tensor p = Tensor.of(1.5, 1, 3, 1).cast(dtype);
        Tensor y0 = Tensor.of(1.0, 1.0).cast(dtype);
        ODETerm<Tensor, Tensor> term = new ODETerm<>(LotkaVolterraCase::field);
        SolveOptions options = SolveOptions.standard()
                .dt0(0.01)
                .controller(new PIDController(1e-8, 1e-8))
                .maxSteps(100_000);
        return () -> {
            var solution = DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, 100, y0, p, options);
            var statistics = solution.statistics();
            return new Result(
                    solution.y1().sum().item(), statistics.steps(), statistics.bytes(), statistics.evaluations());
        };
    }

    private static Tensor field(Tensor t, Tensor y, Tensor p) {
        Tensor prey = y.get(0);
        Tensor predator = y.get(1);
        Tensor met = prey.times(predator);
        return Tensor.stack(
                p.get(0).times(prey).minus(p.get(1).times(met)),
                p.get(3).times(met).minus(p.get(2).times(predator)));
    }
}
