package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.root.RootStatus;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.RejectionCause;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.InnerSolves;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Steps that are not kept are counted by cause; where steps cannot shrink, the cause ends the solve. */
class RejectionTest {
    private static final ODETerm<Tensor, Tensor> DECAY = new ODETerm<>((t, y, args) -> y.negate());
    private static final ODETerm<Tensor, Tensor> EXPLODING = new ODETerm<>((t, y, args) -> y.square());

    /** Tsit5 whose steps longer than 0.1 say that they could not be taken. */
    private record Failing(RootStatus status) implements Solver {
        private static final Tsit5 BASE = new Tsit5();

        @Override
        public double order() {
            return BASE.order();
        }

        @Override
        public boolean estimatesError() {
            return true;
        }

        @Override
        public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
            return BASE.init(f, t0, y0);
        }

        @Override
        public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> state) {
            Step step = BASE.step(f, t0, h, y0, state);
            Tensor code = h.abs().greater(0.1).times(status.code());
            InnerSolves inner = new InnerSolves(code, Tensor.scalar(3), Tensor.scalar(2));
            return new Step(step.y(), step.error(), step.dense(), step.carry(), Optional.of(inner));
        }

        @Override
        public Tensor interpolate(Tensor theta, List<Tensor> dense) {
            return BASE.interpolate(theta, dense);
        }
    }

    @Test
    void aFailedSolveInsideAStepRejectsItAndShrinks() {
        SolveOptions options = SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-3, 1e-3));
        var solution = diffeqsolve(DECAY, new Failing(RootStatus.DIVERGED), 0, 1, Tensor.of(1.0), null, options);
        assertEquals(Math.exp(-1), solution.y1().item(), 1e-6); // Tsit5 with h = 0.1
        var statistics = solution.statistics();
        int failed = statistics.rejections().get(RejectionCause.SOLVE_FAILED);
        assertTrue(failed > 0);
        assertEquals(statistics.rejected(), failed);
        assertEquals(0, statistics.rejections().get(RejectionCause.ERROR_TOO_LARGE));
        // Each attempt: 6 evaluations of Tsit5 and the 3 it reports; 1 for its first slope. dt0 is given, so none for a
        // first step.
        assertEquals(9L * statistics.steps() + 1, statistics.evaluations());
    }

    @ParameterizedTest
    @EnumSource(value = RootStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "CONVERGED")
    void aFailedSolveInsideAFixedStepEndsTheSolve(RootStatus status) {
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(DECAY, new Failing(status), 0, 1, 0.5, Tensor.of(1.0), null));
        Map<RootStatus, Result> expected = Map.of(
                RootStatus.DIVERGED, Result.NONLINEAR_DIVERGENCE,
                RootStatus.MAX_ITERATIONS, Result.NONLINEAR_MAX_ITERATIONS_REACHED,
                RootStatus.SINGULAR, Result.SINGULAR_JACOBIAN);
        assertEquals(expected.get(status), failure.result());
        assertTrue(failure.getMessage().startsWith("the equations of an implicit step could not be solved"));
        assertEquals(0, failure.t());
        assertEquals(0, failure.partial().statistics().accepted());
        assertEquals(1, failure.partial().statistics().rejections().get(RejectionCause.SOLVE_FAILED));
    }

    @Test
    void aStepForcedAtTheSmallestSizeIsNotTakenWhereItsSolveFailed() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-3, 1e-3).withDtmin(0.2));
        var failure = assertThrows(
                SolveException.class,
                () -> diffeqsolve(DECAY, new Failing(RootStatus.SINGULAR), 0, 1, Tensor.of(1.0), null, options));
        assertEquals(Result.SINGULAR_JACOBIAN, failure.result());
    }

    @Test
    void bothStepsOfAReversibleStepMayFail() {
        SolveOptions options = SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-3, 1e-3));
        Solver solver = new Reversible(new Failing(RootStatus.DIVERGED)).withoutResync();
        var statistics =
                diffeqsolve(DECAY, solver, 0, 1, Tensor.of(1.0), null, options).statistics();
        assertTrue(statistics.rejections().get(RejectionCause.SOLVE_FAILED) > 0);
        // Two base steps of 7 evaluations each, whose first slope is not handed on; the seventh of the second is dead.
        assertEquals((7 + 6 + 2 * 3L) * statistics.steps(), statistics.evaluations());
    }

    @Test
    void stepsThatLeaveTheNumbersAreCountedAsSuch() {
        SolveOptions options =
                SolveOptions.standard().dt0(1e300).throwing(false).controller(new PIDController(1e-6, 1e-6));
        var statistics = diffeqsolve(EXPLODING, new Tsit5(), 0, 1e301, Tensor.of(-1.0), null, options)
                .statistics();
        assertTrue(statistics.rejections().get(RejectionCause.NON_FINITE) > 0);
        assertEquals(
                statistics.rejected(),
                statistics.rejections().values().stream()
                        .mapToInt(count -> count)
                        .sum());
    }

    @Test
    void aForcedStepThatIsNotFiniteEndsTheSolve() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.5).controller(new PIDController(1e-6, 1e-6).withDtmin(0.1));
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(EXPLODING, new Tsit5(), 0, 20, Tensor.of(1.0), null, options));
        assertEquals(Result.NON_FINITE, failure.result());
        assertTrue(failure.t() < 10, "ends where it happens, at t = " + failure.t());
    }
}
