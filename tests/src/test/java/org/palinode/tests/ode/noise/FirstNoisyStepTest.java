package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.SEA;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.tests.ode.support.FirstAttempt;

/** A first step that was not given is chosen by the drift alone. */
class FirstNoisyStepTest {
    private static VirtualBrownianTree<Tensor> path(int key) {
        return VirtualBrownianTree.of(RandomKey.of(key), 0, 2, 1e-6, 1).with(LevyArea.SPACE_TIME);
    }

    private static Term<Tensor, Void> term(double rate, double size, int key) {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(-rate))
                .plus(Diffusion.<Tensor, Tensor, Void>product(
                        (t, y, v, args) -> y.times(v.get(0)).times(size), path(key)));
    }

    private static double first(Term<Tensor, Void> term, Solver solver, double from, double to) {
        var attempts = new FirstAttempt(new PIDController(0, 1).withDtmin(2e-6));
        var options =
                SolveOptions.standard().controller(attempts).throwing(false).maxSteps(3);
        diffeqsolve(term, solver, from, to, Tensor.of(1), null, options);
        return attempts.size();
    }

    /** Neither its path nor how strong it is. */
    @Test
    void theNoiseIsNotLookedAt() {
        for (double rate : new double[] {0, 0.1, 10, 1000}) {
            double one = first(term(rate, 1, 1), new Heun(), 0, 2);
            assertEquals(one, first(term(rate, 1, 2), new Heun(), 0, 2));
            assertEquals(one, first(term(rate, 1e6, 3), new Heun(), 0, 2));
            assertEquals(one, first(term(rate, 0, 3), new Heun(), 0, 2));
        }
    }

    /**
     * Hairer's rule for errors like h, of a step of strong order 1/2: h = 0.01/max(|f|, |f'f|), here 0.01/rate² by the change of the slope; and no
     * more than a hundredth of the solve.
     */
    @Test
    void theDriftDecidesUpToAHundredthOfTheSolve() {
        assertEquals(1e-4, first(term(10, 1, 1), new Heun(), 0, 2), 1e-12); // rounding of a difference of slopes
        assertEquals(1e-4, first(term(10, 1, 1), new Heun(), 2, 0), 1e-12);
        assertEquals(0.02, first(term(0.1, 1, 1), new Heun(), 0, 2), 1e-15);
        assertEquals(0.01, first(term(0.1, 1, 1), new Heun(), 2, 1), 1e-15);
        Term<Tensor, Void> additive = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-10))
                .plus(Diffusion.additive((t, args) -> Tensor.eye(1), path(1)));
        assertEquals(1e-4, first(additive, new SRA1(), 0, 2), 1e-12);
        assertEquals(1e-4, first(term(10, 1, 1), new HalfSolver(new ItoMilstein()), 0, 2), 1e-12);
    }

    /** Without an estimate of the noise a first step may be far too long; it is rejected then, and revisited. */
    @Test
    void solvesWithoutAFirstStepReachTheirEnd() {
        for (Solver solver : new Solver[] {new HalfSolver(new ItoMilstein()), new Heun(), new HalfSolver(new Heun())}) {
            var options = SolveOptions.standard()
                    .controller(new PIDController(1e-2, 1e-2).withDtmin(1e-4))
                    .maxSteps(100_000);
            var solution = diffeqsolve(term(1, 1, 1), solver, 0, 2, Tensor.of(1), null, options);
            assertEquals(Result.SUCCESSFUL, solution.outcome().result());
            assertTrue(Math.abs(solution.y1().get(0).item()) > 1e-3);
        }
    }

    /** After an event, too, the estimate is that of the drift. */
    @Test
    void afterAnEventTheNoiseIsNotLookedAtEither() {
        Event<Tensor, Void> doubles =
                Event.<Tensor, Void>when((t, y, args) -> t.minus(1)).reset((t, y, args) -> y.times(2));
        double[] after = new double[2];
        for (int key = 0; key < 2; key++) {
            var options = SolveOptions.standard()
                    .controller(new PIDController(0, 1e3).withDtmin(2e-6))
                    .events(doubles);
            double[] times = diffeqsolve(term(1, 1e-3, key), new Heun(), 0, 2, Tensor.of(1), null, options)
                    .stepTimes();
            int event = Arrays.binarySearch(times, 1);
            after[key] = times[event + 1] - times[event];
        }
        assertEquals(after[0], after[1], 1e-9);
        assertTrue(after[0] <= 0.02 + 1e-12, after[0] + "");
    }

    /** Its steps, found by errors, would depend on the squares that it leaves out. */
    @Test
    void eulersMethodAdaptsForAdditiveNoiseAlone() {
        var options = SolveOptions.standard().controller(new PIDController(0, 0.1).withDtmin(1e-3));
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(term(1, 1, 1), new HalfSolver(new Euler()), 0, 2, Tensor.of(1), null, options));
        assertTrue(refusal.getMessage().contains("need not converge to Itô's solution"), refusal.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(term(1, 1, 1), new Euler(), 0, 2, Tensor.of(1), null, options));
        Term<Tensor, Void> scalar =
                Diffusion.scalar((t, y, args) -> y, VirtualBrownianTree.of(RandomKey.of(1), 0, 2, 1e-6));
        assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(scalar, new HalfSolver(new Euler()), 0, 2, Tensor.of(1), null, options));
        Term<Tensor, Void> additive = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-1))
                .plus(Diffusion.additive((t, args) -> Tensor.eye(1), path(1)));
        for (Solver solver : new Solver[] {new HalfSolver(new Euler()), new HalfSolver(new SEA())}) {
            var solution = diffeqsolve(additive, solver, 0, 2, Tensor.of(1), null, options);
            assertEquals(Result.SUCCESSFUL, solution.outcome().result());
        }
        var without = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(additive, new SEA(), 0, 2, Tensor.of(1), null, options));
        assertTrue(without.getMessage().contains("HalfSolver"), without.getMessage());
    }
}
