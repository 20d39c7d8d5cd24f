package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.*;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** Evaluations of drift and diffusion are counted apart; products at one time and state are one evaluation. */
@Tag("once")
class NoiseCountsTest {
    private static final int STEPS = 10;
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(1), 0, 1, 1e-3, 2).with(LevyArea.SPACE_TIME_TIME);

    private static Term<Tensor, Void> term(boolean isAdditive) {
        var drift = new ODETerm<Tensor, Void>((t, y, args) -> y.sin().minus(t));
        return isAdditive
                ? drift.plus(Diffusion.additiveDiagonal((t, args) -> Tensor.stack(0, t, t.cos()), PATH))
                : drift.plus(Diffusion.diagonal((t, y, args) -> y.times(t.cos()), PATH));
    }

    private static Solver solver(String name) {
        return switch (name) {
            case "Euler" -> new Euler();
            case "Heun" -> new Heun();
            case "Dopri5" -> new Dopri5();
            case "EES25" -> new EES25();
            case "ReversibleHeun" -> new ReversibleHeun();
            case "EulerHeun" -> new EulerHeun();
            case "ItoMilstein" -> new ItoMilstein();
            case "StratonovichMilstein" -> new StratonovichMilstein();
            case "SEA" -> new SEA();
            case "ShARK" -> new ShARK();
            case "SRA1" -> new SRA1();
            case "GeneralShARK" -> new GeneralShARK();
            case "SPaRK" -> new SPaRK();
            case "SlowRK" -> new SlowRK();
            case "HalfSolver" -> new HalfSolver(new Heun());
            case "Reversible" -> new Reversible(new Heun(), Reversible.COUPLING, Resync.OFF);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** As their authors count them; Milstein's derivatives of g, and g(t₁) where g depends on time, come on top. */
    @ParameterizedTest
    @CsvSource({
        "Euler, false, 1, 1",
        "Heun, false, 2, 2",
        "Dopri5, false, 6, 6",
        "EES25, false, 3, 3",
        "ReversibleHeun, false, 2, 2",
        "EulerHeun, false, 1, 2",
        "ItoMilstein, false, 1, 1",
        "StratonovichMilstein, false, 1, 1",
        "SEA, true, 1, 2",
        "ShARK, true, 2, 2",
        "SRA1, true, 2, 2",
        "GeneralShARK, false, 2, 3",
        "SPaRK, false, 3, 3",
        "SlowRK, false, 2, 5",
        "HalfSolver, false, 4, 4",
        "Reversible, false, 4, 4"
    })
    void aStepCostsAsManyEvaluationsAsStated(String name, boolean isAdditive, int drifts, int diffusions) {
        Solution<Tensor> solution = diffeqsolve(
                term(isAdditive),
                solver(name),
                0,
                1,
                Tensor.of(1, 2),
                null,
                SolveOptions.standard().dt0(1.0 / STEPS));
        assertEquals(STEPS, solution.statistics().steps());
        assertEquals(drifts * STEPS, solution.statistics().evaluations());
        assertEquals(diffusions * STEPS, solution.statistics().diffusions());
    }

    @ParameterizedTest
    @CsvSource({"ALIGN, 1, 1, 1", "ShOULD, 2, 1, 1", "QUICSORT, 2, 0, 1"})
    void langevinStepsEvaluateTheirGradients(String name, int gradients, int first, int diffusions) {
        Solver solver = switch (name) {
            case "ALIGN" -> new ALIGN();
            case "ShOULD" -> new ShOULD();
            default -> new QUICSORT();
        };
        var term = new LangevinTerm<Tensor, Void>(Tensor.scalar(1), Tensor.scalar(1), (x, args) -> x.sin(), PATH);
        var solution = diffeqsolve(
                term,
                solver,
                0,
                1,
                new Pair<>(Tensor.of(1, 2), Tensor.zeros(2)),
                null,
                SolveOptions.standard().dt0(1.0 / STEPS));
        assertEquals(gradients * STEPS + first, solution.statistics().evaluations());
        assertEquals(diffusions * STEPS, solution.statistics().diffusions());
    }

    /** Each iteration evaluates both; without noise there is no diffusion. */
    @Test
    void rejectedAndImplicitStepsAreCountedToo() {
        var pid = SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-3, 1e-3).withDtmin(2e-3));
        var adaptive = diffeqsolve(term(false), new Heun(), 0, 1, Tensor.of(1, 2), null, pid)
                .statistics();
        assertTrue(adaptive.rejected() > 0);
        assertEquals(2L * adaptive.steps(), adaptive.diffusions());
        var implicit = diffeqsolve(
                        term(true),
                        new Kvaerno3(RootFinder.veryChord().tolerances(1e-10, 1e-10)),
                        0,
                        1,
                        Tensor.of(1, 2),
                        null,
                        SolveOptions.standard().dt0(1.0 / STEPS))
                .statistics();
        assertEquals(implicit.evaluations(), implicit.diffusions());
        assertTrue(implicit.diffusions() > 3 * STEPS);
        var quiet = new ODETerm<Tensor, Void>((t, y, args) -> y.sin());
        assertEquals(
                0,
                diffeqsolve(quiet, new Heun(), 0, 1, 0.1, Tensor.of(1, 2), (Void) null)
                        .statistics()
                        .diffusions());
    }

    @Test
    void theExplanationNamesTheNoise() {
        String text = diffeqsolve(
                        term(false),
                        new SPaRK(),
                        0,
                        1,
                        Tensor.of(1, 2),
                        null,
                        SolveOptions.standard().dt0(1.0 / STEPS))
                .explain();
        assertTrue(
                text.contains("noise      GENERAL, Brownian motions: 2; calculus STRATONOVICH, strong order 0.5;"
                        + " the drift was evaluated 30 times, the diffusion 30 times"),
                text);
    }
}
