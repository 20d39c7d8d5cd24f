package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.ALIGN;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** Noise beside all else that a solve can do: events, continuing, single steps, explanations, long gradients. */
class NoiseInASolveTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(KEY, 0, 2, 1e-4, 2).with(LevyArea.SPACE_TIME);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(1.0 / 32);
    private static final Tensor START = Tensor.of(1, 2);

    private static Term<Tensor, Void> decay() {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(-0.5))
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(0.4), PATH)
                        .strictly());
    }

    private static Term<Tensor, Void> pureNoise() {
        return Diffusion.diagonal((t, y, args) -> y.onesLike(), PATH);
    }

    @Test
    void theSearchForAnEventHearsThePath() {
        Event<Tensor, Void> leaves =
                Event.<Tensor, Void>when((t, y, args) -> y.get(0).abs().minus(0.3));
        var ended = diffeqsolve(pureNoise(), new Heun(), 0, 2, Tensor.zeros(2), null, STEPS.events(leaves));
        double t = ended.ts()[ended.ts().length - 1];
        assertTrue(t < 1.9);
        assertArrayEquals(PATH.at(0, t).get(1).toArray(), ended.y1().toArray(), 1e-12); // some hundred roundings
        var passed =
                diffeqsolve(pureNoise(), new Heun(), 0, 2, Tensor.zeros(2), null, STEPS.events(leaves.continuing()));
        assertTrue(passed.events().size() > 1);
        assertArrayEquals(PATH.at(0, 2).get(1).toArray(), passed.y1().toArray(), 1e-12);
    }

    static List<Solver> solvers() {
        return List.of(
                new Heun(),
                new Dopri5(),
                new ReversibleHeun(),
                new Reversible(new Heun()),
                new SPaRK(),
                new HalfSolver(new Heun()));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aSolveInPiecesIsTheWholeToTheBit(Solver solver) {
        double[] whole =
                diffeqsolve(decay(), solver, 0, 1, START, null, STEPS).y1().toArray();
        var first = diffeqsolve(
                decay(), solver, 0, 0.5, START, null, STEPS.saveAt(SaveAt.t1().andState()));
        var second = diffeqsolve(decay(), solver, 0.5, 1, first.y1(), null, STEPS.from(first.state()));
        assertArrayEquals(whole, second.y1().toArray());
        Stepper<Tensor> stepper = Stepper.init(decay(), solver, 0, 1, START, null, STEPS);
        while (!stepper.isDone()) {
            stepper = stepper.step();
        }
        assertArrayEquals(whole, stepper.y().toArray());
    }

    /** The stability that is told is that of the drift. */
    @Test
    void solversThatPartTheNoiseAreExplained() {
        var adaptive = SolveOptions.standard().dt0(0.01).controller(new PIDController(1e-3, 1e-4).withDtmin(1e-4));
        String text =
                diffeqsolve(decay(), new SPaRK(), 0, 1, START, null, adaptive).explain();
        assertFalse(text.contains("beyond the stability"), text);
        Term<Tensor, Void> fast = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-200)).plus(pureNoise());
        String warning =
                diffeqsolve(fast, new SPaRK(), 0, 1, START, null, STEPS).explain();
        assertTrue(warning.contains("beyond the stability of SPaRK: |h| ρ(∂f/∂y) is about 6.2"), warning);
        var strong = new LangevinTerm<Tensor, Void>(Tensor.scalar(1e3), Tensor.scalar(1), (x, args) -> x, PATH);
        String quiet = diffeqsolve(strong, new ALIGN(), 0, 1, new Pair<>(START, START), null, STEPS)
                .explain();
        assertFalse(quiet.contains("stability"), quiet);
    }

    /** Sums of 2000 numbers of float32: 2000 roundings of 1e-7 at worst, some 45 as they fall. */
    @Test
    void stepsInFloat32HearThePath() {
        Tensor y1 = diffeqsolve(
                        pureNoise(),
                        new Heun(),
                        0,
                        2,
                        Tensor.zeros(2).cast(DType.FLOAT32),
                        null,
                        SolveOptions.standard().dt0(1e-3))
                .y1();
        assertArrayEquals(PATH.at(0, 2).get(1).toArray(), y1.toArray(), 2e-5);
    }

    @Test
    void nothingHappensInNoTime() {
        var given = GivenIncrements.of(new double[] {0, 1, 2}, new double[][] {{3}, {4}});
        assertArrayEquals(
                new double[] {0, 3, 3, 7}, given.at(0, 1, 1, 2).flatten().toArray());
        assertArrayEquals(
                PATH.at(0, 1, 1).get(2).toArray(), PATH.at(0, 1).get(1).toArray());
    }

    /** Memory of 1e5 steps is that of 1e3, but for pairs stored where the copy was set back. */
    @Test
    void longGradientsUnderNoiseNeedNoMoreMemory() {
        for (Solver solver : List.of(new ReversibleHeun(), new EES25())) {
            assertTrue(solver instanceof ReversibleSolver);
            assertEquals(bytes(solver, 1000), bytes(solver, 100_000), solver.toString());
        }
    }

    private static long bytes(Solver solver, int steps) {
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> y.sin())
                .plus(Diffusion.diagonal((t, y, args) -> y.cos().times(0.3), IndependentIncrements.of(KEY, 2)));
        List<GradientReport> reports = new ArrayList<>();
        var options = SolveOptions.standard()
                .dt0(1.0 / steps)
                .maxSteps(steps + 1)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        Function<Tensor, Tensor> loss =
                y0 -> diffeqsolve(term, solver, 0, 1, y0, null, options).y1().sum();
        assertTrue(grad(loss).apply(START).abs().min().item() > 0.1);
        assertEquals(steps, reports.get(0).steps());
        return reports.get(0).bytes();
    }
}
