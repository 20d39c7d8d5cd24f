package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.Pair;

/** A thousand chains of 200 steps in the double well f(x) = x⁴/4 − x²/2 by QUICSORT, forward only. */
record LangevinCase(NoiseSource noise) implements BenchCase {
    private static final int CHAINS = 1_000;
    private static final int STEPS = 200;
    private static final double STEP = 0x1p-4;

    @Override
    public String name() {
        return noise.named("langevin");
    }

    @Override
    public String solver() {
        return "QUICSORT";
    }

    @Override
    public List<String> adjoints() {
        return List.of(FORWARD);
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        Tensor one = Tensor.scalar(1).cast(dtype);
        var term = new LangevinTerm<Tensor, Void>(
                one,
                one,
                (x, args) -> x.times(x.square().minus(1)),
                noise.path(LevyArea.SPACE_TIME_TIME, STEP, STEPS, CHAINS));
        Pair<Tensor, Tensor> y0 = new Pair<>(Waves.tensor(dtype, 0, CHAINS), Waves.tensor(dtype, 1000, CHAINS));
        SolveOptions options = SolveOptions.standard().dt0(STEP);
        return () -> {
            var solution = DiffEqSolve.diffeqsolve(term, new QUICSORT(), 0, STEPS * STEP, y0, null, options);
            var statistics = solution.statistics();
            return new Result(
                    solution.y1().first().square().sum().item(),
                    statistics.steps(),
                    statistics.bytes(),
                    statistics.evaluations());
        };
    }
}
