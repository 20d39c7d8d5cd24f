package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Brownian paths as users make them, in both calculi, and what does not fit together. */
class NoisePathsTest {
    private static final RandomKey KEY = RandomKey.of(11);

    private static Term<Tensor, Void> growth(BrownianPath<Tensor> path) {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(0.5))
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(0.8), path)
                        .strictly());
    }

    /** y = y₀ exp((μ − σ²/2) t + σ W) is the Itô solution of dy = μ y dt + σ y dW. */
    @Test
    void bothCalculiFindTheirSolutionOfGeometricBrownianMotion() {
        var path = VirtualBrownianTree.of(KEY, 0, 1, 1e-4, 100);
        Tensor w = path.at(0, 1).get(1);
        Tensor ito = w.times(0.8).plus(0.5 - 0.32).exp();
        Tensor stratonovich = w.times(0.8).plus(0.5).exp();
        var options = SolveOptions.standard().dt0(1.0 / 1024);
        Tensor y0 = Tensor.ones(100);
        assertNear(
                ito,
                diffeqsolve(growth(path), new ItoMilstein(), 0, 1, y0, null, options)
                        .y1());
        assertNear(
                ito,
                diffeqsolve(ItoConversion.toStratonovich(growth(path)), new Heun(), 0, 1, y0, null, options)
                        .y1());
        assertNear(
                stratonovich,
                diffeqsolve(growth(path), new Heun(), 0, 1, y0, null, options).y1());
        assertTrue(ito.minus(stratonovich).abs().max().item() > 0.5);
    }

    /** Order 1 with the errors of a published kind of table: 1.5e-2 at h = 1/256 in the mean, so a quarter of that, for the worst of 100 five times as much. */
    private static void assertNear(Tensor expected, Tensor found) {
        assertEquals(0, found.dividedBy(expected).minus(1).abs().max().item(), 0.02);
    }

    @Test
    void independentIncrementsAreTheSameForTheSameStepsAndTurnRound() {
        var path = IndependentIncrements.of(KEY, 4).with(LevyArea.SPACE_TIME_TIME);
        var forth = new Increments(LevyArea.SPACE_TIME_TIME, 4);
        var back = new Increments(LevyArea.SPACE_TIME_TIME, 4);
        path.reader().read(0.1, 0.3, forth);
        path.reader().read(0.3, 0.1, back);
        for (int i = 0; i < 4; i++) {
            assertEquals(forth.w(i), -back.w(i));
            assertEquals(forth.h(i), back.h(i));
            assertEquals(forth.k(i), -back.k(i));
        }
        path.reader().read(0.1, Math.nextUp(0.3), back);
        assertNotEquals(forth.w(0), back.w(0));
        double[] first = diffeqsolve(
                        growth(IndependentIncrements.of(KEY, 3)),
                        new Heun(),
                        0,
                        1,
                        Tensor.ones(3),
                        null,
                        SolveOptions.standard().dt0(0.01))
                .y1()
                .toArray();
        double[] again = diffeqsolve(
                        growth(IndependentIncrements.of(KEY, 3)),
                        new Heun(),
                        0,
                        1,
                        Tensor.ones(3),
                        null,
                        SolveOptions.standard().dt0(0.01))
                .y1()
                .toArray();
        assertArrayEquals(first, again);
    }

    /** Variance h of W, h/12 of H and h/720 of K: within five standard errors of 20,000 numbers, which are 5 √(2/20,000) = 5 %. */
    @Test
    void independentIncrementsHaveTheirVariances() {
        var increments = new Increments(LevyArea.SPACE_TIME_TIME, 20_000);
        IndependentIncrements.of(KEY, 20_000)
                .with(LevyArea.SPACE_TIME_TIME)
                .reader()
                .read(1, 1.5, increments);
        double w = 0;
        double h = 0;
        double k = 0;
        for (int i = 0; i < 20_000; i++) {
            w += increments.w(i) * increments.w(i) / 20_000;
            h += increments.h(i) * increments.h(i) / 20_000;
            k += increments.k(i) * increments.k(i) / 20_000;
        }
        assertEquals(1, w / 0.5, 0.05);
        assertEquals(1, h / (0.5 / 12), 0.05);
        assertEquals(1, k / (0.5 / 720), 0.05);
    }

    @Test
    void aPathAndItsMirrorImageHaveMeanZero() {
        var path = StackedPaths.antithetic(IndependentIncrements.of(KEY, 3));
        Tensor y1 = diffeqsolve(
                        Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.onesLike(), path),
                        new Heun(),
                        0,
                        1,
                        Tensor.zeros(2, 3),
                        null,
                        SolveOptions.standard().dt0(0.1))
                .y1();
        assertEquals(0, y1.sum(0).abs().max().item(), 1e-15);
        assertTrue(y1.abs().min().item() > 1e-3);
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedWithTheWayOut() {
        var tree = VirtualBrownianTree.of(KEY, 0, 1, 1e-3, 3);
        var options = SolveOptions.standard().dt0(0.01);
        var adaptive = SolveOptions.standard().controller(new PIDController(1e-3, 1e-3).withDtmin(1e-3));
        refuses(
                "tolerance of a VirtualBrownianTree, 0.001, must not exceed the shortest step",
                tree,
                new Heun(),
                SolveOptions.standard().dt0(5e-4),
                1);
        refuses("needs a Brownian path over these times", tree, new Heun(), options, 2);
        refuses(
                "ShARK needs increments of the level SPACE_TIME, the path gives NONE",
                tree,
                new ShARK(),
                options,
                1,
                true);
        refuses("SEA is for additive noise alone", tree.with(LevyArea.SPACE_TIME), new SEA(), options, 1);
        refuses("LeapfrogMidpoint is not for equations with noise", tree, new LeapfrogMidpoint(), options, 1);
        refuses(
                "HalfSolver(Euler) with steps that are found by their errors",
                tree,
                new HalfSolver(new Euler()),
                adaptive,
                1);
        refuses(
                "independent increments know the intervals of steps",
                IndependentIncrements.of(KEY, 3),
                new Heun(),
                adaptive,
                1);
        var plain = new ODETerm<Tensor, Void>((t, y, args) -> y.negate());
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(plain, new ShARK(), 0, 1, Tensor.ones(3), null, options));
        assertTrue(refusal.getMessage().contains("ShARK is for equations with noise"), refusal.getMessage());
    }

    private static void refuses(
            String text, BrownianPath<Tensor> path, Solver solver, SolveOptions options, double t1) {
        refuses(text, path, solver, options, t1, false);
    }

    private static void refuses(
            String text, BrownianPath<Tensor> path, Solver solver, SolveOptions options, double t1, boolean additive) {
        Term<Tensor, Void> term = additive ? Diffusion.additive((t, args) -> Tensor.eye(3), path) : growth(path);
        var refusal = assertThrows(
                RuntimeException.class, () -> diffeqsolve(term, solver, 0, t1, Tensor.ones(3), null, options), text);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
        assertTrue(List.of(IllegalArgumentException.class, UnsupportedOperationException.class)
                .contains(refusal.getClass()));
    }
}
