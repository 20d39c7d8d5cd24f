package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/** Events beside a path that is known at any time: they are found by the solver's own steps over it. */
class EventsUnderNoiseTest {
    private static final double TOLERANCE = 1e-5;
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(21), 0, 2, TOLERANCE, 2).with(LevyArea.SPACE_TIME);

    /** The path itself, and a number whose errors adaptive steps go by. */
    private static Term<Tensor, Void> pureNoise() {
        return Diffusion.product(
                (t, y, v, args) -> Tensor.stack(
                        v.get(0), v.get(1).times(y.get(1).times(3).cos()).plus(v.get(0))),
                PATH);
    }

    static List<Solver> solvers() {
        return List.of(
                new Heun(), new SPaRK(), new ReversibleHeun(), new HalfSolver(new Heun()), new Reversible(new Heun()));
    }

    private static List<SolveOptions> options(Solver solver, double direction) {
        var constant = SolveOptions.standard().dt0(direction / 64);
        var adaptive = SolveOptions.standard()
                .controller(new PIDController(0, 0.01).withDtmin(1e-3).withDtmax(1.0 / 16));
        return solver instanceof Reversible ? List.of(constant) : List.of(constant, adaptive);
    }

    /** Some hundred steps: as many roundings of 2e-16; conditions are zero to rounding of the state. */
    @ParameterizedTest
    @MethodSource("solvers")
    void whatIsFoundLiesOnThePath(Solver solver) {
        for (double t1 : new double[] {2, 0}) {
            double t0 = 2 - t1;
            Event<Tensor, Void> crosses = Event.<Tensor, Void>when(
                            (t, y, args) -> y.get(0).abs().minus(0.3))
                    .continuing();
            for (SolveOptions options : options(solver, t1 - t0 > 0 ? 1 : -1)) {
                var solution = diffeqsolve(pureNoise(), solver, t0, t1, Tensor.zeros(2), null, options.events(crosses));
                assertTrue(solution.events().size() > 0, solution.explain());
                for (EventOccurrence<Tensor> event : solution.events()) {
                    double time = event.t().item();
                    double w = along(t0, time);
                    assertEquals(w, event.y().get(0).item(), 1e-12, solver + "");
                    assertTrue(Arrays.stream(solution.stepTimes()).anyMatch(t -> t == time));
                    boolean isNextToAnEnd = Arrays.stream(solution.stepTimes())
                            .anyMatch(t -> t != time && Math.abs(t - time) < 2.1 * TOLERANCE);
                    assertTrue(isNextToAnEnd || Math.abs(Math.abs(w) - 0.3) < 1e-12, solver + " at " + time);
                }
                assertEquals(along(t0, t1), solution.y1().get(0).item(), 1e-12);
            }
        }
    }

    private static double along(double from, double to) {
        double w = PATH.at(Math.min(from, to), Math.max(from, to)).get(1).get(0).item();
        return to > from ? w : -w;
    }

    /** The first end of a step where it holds, and no search. */
    @ParameterizedTest
    @MethodSource("solvers")
    void booleanEventsOccurAtEndsOfSteps(Solver solver) {
        Event<Tensor, Void> holds =
                Event.whenTrue((t, y, args) -> y.get(0).abs().greater(0.3));
        for (SolveOptions options : options(solver, 1)) {
            var ended = diffeqsolve(pureNoise(), solver, 0, 2, Tensor.zeros(2), null, options.events(holds));
            double[] times = ended.stepTimes();
            double end = times[times.length - 1];
            assertTrue(end < 2 && Math.abs(along(0, end)) > 0.3);
            for (double time : Arrays.copyOf(times, times.length - 1)) {
                assertTrue(Math.abs(along(0, time)) <= 0.3, solver + " at " + time);
            }
        }
    }

    /** Increments that are drawn for known steps know no others. */
    @Test
    void independentIncrementsServeBooleanEventsAlone() {
        Term<Tensor, Void> noise =
                Diffusion.diagonal((t, y, args) -> y.onesLike(), IndependentIncrements.of(RandomKey.of(1), 2));
        Event<Tensor, Void> searched = Event.when((t, y, args) -> y.get(0).minus(0.1));
        Event<Tensor, Void> seen = Event.whenTrue((t, y, args) -> y.get(0).greater(0.1));
        var options = SolveOptions.standard().dt0(0.01);
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(noise, new Heun(), 0, 2, Tensor.zeros(2), null, options.events(searched)));
        assertTrue(refusal.getMessage().contains("by events inside of steps"), refusal.getMessage());
        var whole = diffeqsolve(noise, new Heun(), 0, 2, Tensor.zeros(2), null, options);
        var watched = diffeqsolve(noise, new Heun(), 0, 2, Tensor.zeros(2), null, options.events(seen.continuing()));
        assertTrue(watched.events().size() > 0);
        assertArrayEquals(whole.y1().toArray(), watched.y1().toArray());
    }
}
