package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * {@code size} logistic equations y' = p y (1 − y) over [0, 10] in 10,000 constant steps, forward only: what a step costs beside
 * the size of the state.
 */
record StateCase(int size) implements BenchCase {
    private static final double T1 = 10;
    private static final double STEP = 1e-3;

    @Override
    public String name() {
        return "state-" + size;
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
        Tensor p = Tensor.linspace(0.5, 2, size).cast(dtype);
        Tensor y0 = Tensor.linspace(0.1, 0.9, size).cast(dtype);
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, rates) -> rates.times(y).times(y.negate().plus(1)));
        SolveOptions options = SolveOptions.standard().dt0(STEP).maxSteps(20_000);
        return () -> {
            var solution = DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, T1, y0, p, options);
            var statistics = solution.statistics();
            return new Result(
                    solution.y1().sum().item(), statistics.steps(), statistics.bytes(), statistics.evaluations());
        };
    }
}
