package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

@Tag("thorough")
class ThreadsTest {
    private static final int THREADS = 8;

    /** Each thread solves all of these, in an order of its own; all meet in the same compiled programs. */
    private static List<Callable<Inputs>> solves() {
        List<Callable<Inputs>> solves = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-8))
                .saveAt(SaveAt.ts(0.5, 1.7).andT1());
        List<Adjoint> adjoints = List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(5),
                new ReversibleAdjoint(),
                new BacksolveAdjoint());
        for (Solver solver : List.of(new Tsit5(), new Dopri5())) {
            for (Adjoint adjoint : adjoints) {
                for (double shift : new double[] {0, 0.1, 0.2}) {
                    Inputs at = new Inputs(Sample.AT.y0().plus(shift), Sample.AT.args(), Sample.AT.closedOver());
                    solves.add(() -> Autodiff.grad(Sample.loss(solver, options.adjoint(adjoint)))
                            .apply(at));
                }
            }
        }
        solves.add(() -> gradient(new ReversibleHeun(), options.adjoint(new ReversibleAdjoint())));
        solves.add(() -> gradient(new Kvaerno3(), options.adjoint(new DirectAdjoint())));
        solves.add(() -> gradient(new Rodas5P(), options.adjoint(new RecursiveCheckpointAdjoint(5))));
        return solves;
    }

    private static Inputs gradient(Solver solver, SolveOptions options) {
        return Autodiff.grad(Sample.loss(solver, options)).apply(Sample.AT);
    }

    @Test
    void solvesSideBySideGiveTheNumbersOfSolvesInTurn() throws Exception {
        List<Inputs> expected = new ArrayList<>();
        for (Callable<Inputs> solve : solves()) {
            expected.add(solve.call());
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread * 3;
                threads.add(pool.submit(() -> solveAll(first, expected)));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Void solveAll(int first, List<Inputs> expected) throws Exception {
        List<Callable<Inputs>> solves = solves();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < solves.size(); i++) {
                int index = (first + i) % solves.size();
                assertEquals(0, solves.get(index).call().distance(expected.get(index)), 0);
            }
        }
        return null;
    }

    /** Products of 8 million operations: alone they are divided among threads, side by side each solve has one. */
    @Test
    void largeSolvesSideBySideGiveTheNumbersOfALargeSolveAlone() throws Exception {
        Mlp mlp = Mlp.random(RandomKey.of(0), Activation.TANH, 2, 100, 100, 2);
        Tensor y0 = RandomKey.of(1).normal(400, 2);
        UnaryOperator<Mlp> gradient = Autodiff.grad(p -> DiffEqSolve.diffeqsolve(
                        new ODETerm<Tensor, Void>((t, y, args) -> p.apply(y)),
                        new Euler(),
                        0,
                        0.5,
                        y0,
                        null,
                        SolveOptions.standard().dt0(0.1).adjoint(new DirectAdjoint()))
                .y1()
                .square()
                .sum());
        Object[] alone = numbers(gradient.apply(mlp));
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Object[]>> all = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS; i++) {
                all.add(pool.submit(() -> numbers(gradient.apply(mlp))));
            }
            for (Future<Object[]> each : all) {
                assertArrayEquals(alone, each.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Object[] numbers(Mlp mlp) {
        return Tree.flatten(mlp).leaves().stream().map(Tensor::toArray).toArray();
    }
}
