package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.bench.BenchCase;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;

/** What a gradient holds at its peak, as the solve and the report of its gradient count it. */
@Tag("thorough")
class PeakBytesTest {
    /** Peak bytes, and pairs that a reversible solve stored. */
    private record Peak(long bytes, int pairs) {}

    private record Run(Adjoint adjoint, double t1, int steps) {}

    private static <P> Peak peak(Function<P, ODETerm<Tensor, Void>> field, P at, Tensor y0, Solver solver, Run run) {
        Solution<?>[] solution = new Solution<?>[1];
        GradientReport[] report = new GradientReport[1];
        SolveOptions options = SolveOptions.standard()
                .dt0(run.t1() / run.steps())
                .maxSteps(run.steps() + 1)
                .adjoint(run.adjoint())
                .onGradient(gradient -> report[0] = gradient);
        Autodiff.grad((P p) -> {
                    var solved = DiffEqSolve.diffeqsolve(field.apply(p), solver, 0, run.t1(), y0, null, options);
                    solution[0] = solved;
                    return solved.y1().square().sum();
                })
                .apply(at);
        assertEquals(run.steps(), solution[0].statistics().accepted());
        return new Peak(Math.max(solution[0].statistics().bytes(), report[0].bytes()), report[0].pairsStored());
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void reversibleHoldsTheSameForAHundredStepsAndManyMore(int steps) {
        Peak few = rotation(100);
        Peak many = rotation(steps);
        assertEquals(1, few.pairs()); // the start
        assertEquals(1, many.pairs());
        assertEquals(few.bytes(), many.bytes());
    }

    /** y' = A y, A a rotation; 0.99999: with 0.999 the longest segment ends after 8,400 steps. */
    private static Peak rotation(int steps) {
        Tensor a = Tensor.of(new double[][] {{0, 1}, {-1, 0}});
        return peak(
                w -> new ODETerm<>((t, y, none) -> w.matmul(y)),
                a,
                Tensor.of(1.0, 0.5),
                new Reversible(new RungeKutta4(), 0.99999),
                new Run(new ReversibleAdjoint(), 1e-3 * steps, steps));
    }

    /** The network of the benchmark pr-1000 with a fiftieth of its rows. */
    @Test
    void reversibleHoldsLessThanATenthOfWhatDirectDoes() {
        Mlp mlp = Mlp.random(RandomKey.of(0), Activation.TANH, 2, 100, 100, 100, 100, 2);
        Tensor y0 = RandomKey.of(1).normal(20, 2);
        Function<Mlp, ODETerm<Tensor, Void>> field = p -> new ODETerm<>((t, y, none) -> p.apply(y));
        Peak direct = peak(field, mlp, y0, new Euler(), new Run(new DirectAdjoint(), 10, 1_000));
        Peak reversible = peak(field, mlp, y0, new Euler(), new Run(new ReversibleAdjoint(), 10, 1_000));
        assertTrue(10 * reversible.bytes() < direct.bytes(), reversible + " and " + direct);
    }

    @Test
    @Tag("long")
    void soItDoesOnTheWholeBenchmark() {
        BenchCase bench = BenchCase.named(List.of("pr-1000")).get(0);
        long direct = bench.task("direct", DType.FLOAT64).run().peakBytes();
        long reversible = bench.task("reversible", DType.FLOAT64).run().peakBytes();
        assertTrue(10 * reversible < direct, reversible + " and " + direct);
    }
}
