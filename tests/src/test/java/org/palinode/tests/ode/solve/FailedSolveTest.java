package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.SolveInterruptedException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** A solve that does not reach its end says where, why, after what, and keeps what it had. */
class FailedSolveTest {
    private static final ODETerm<Tensor, Tensor> DECAY = new ODETerm<>((t, y, args) -> y.negate());
    /** y' = y² from 1 is 1/(1 − t): it blows up at t = 1. */
    private static final ODETerm<Tensor, Tensor> EXPLODING = new ODETerm<>((t, y, args) -> y.square());

    /** Steps that adapt in no way: each is as long as may be. */
    @Test
    void tooFewStepsEndASolveWithWhatItHad() {
        SolveOptions options = SolveOptions.standard()
                .dt0(0.1)
                .controller(new PIDController(1, 1).withDtmax(0.1))
                .maxSteps(4)
                .saveAt(SaveAt.t0().andTs(0.15, 0.9).andSteps());
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(DECAY, new Tsit5(), 0, 1, Tensor.of(1.0), null, options));
        assertEquals(Result.MAX_STEPS_REACHED, failure.result());
        assertEquals(0.4, failure.t(), 1e-15);
        assertEquals(0.1, failure.h(), 1e-15);
        Solution<?> partial = failure.partial();
        assertEquals(4, partial.statistics().accepted());
        assertEquals(0, partial.statistics().rejected());
        Assertions.assertArrayEquals(new double[] {0, 0.1, 0.15, 0.2, 0.3, 0.4}, partial.ts(), 1e-15);
        assertEquals(Math.exp(-0.4), ((Tensor) partial.y(-1)).item(), 1e-9); // Tsit5 with h = 0.1
        assertTrue(
                failure.getMessage()
                        .matches(
                                "the solve needs more than the allowed number of steps \\(at t = 0\\.4\\d*,"
                                        + " h = 0\\.(1|0999)\\d*, after 4 accepted and 0 rejected steps\\); .*raise maxSteps, or rtol and atol"),
                failure.getMessage());
    }

    @Test
    void aFailureIsAResultWhereItIsNotToBeThrown() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).maxSteps(4).throwing(false).saveAt(SaveAt.steps());
        Solution<Tensor> solution = diffeqsolve(DECAY, new Tsit5(), 0, 1, Tensor.of(1.0), null, options);
        assertFalse(solution.isSuccessful());
        assertEquals(Result.MAX_STEPS_REACHED, solution.outcome().result());
        assertEquals(4, solution.ts().length);
        assertTrue(solution.toString().startsWith("Solution[MAX_STEPS_REACHED, 4 saved values, 4 steps to t = 0.4"));
    }

    @Test
    void asManyStepsAsAllowedAreEnough() {
        SolveOptions options = SolveOptions.standard().dt0(0.1).maxSteps(10);
        assertTrue(diffeqsolve(DECAY, new Tsit5(), 0, 1, Tensor.of(1.0), null, options)
                .isSuccessful());
    }

    /** Steps so large that the copy is set back before most of them, the last one not taken included. */
    @Test
    void whatAFailedSolveSavedHasAnExactGradient() {
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(3),
                new ReversibleAdjoint(0.9, new Resync(1, 1e-12, 1e-10)))) {
            for (int steps = 1; steps < 7; steps++) {
                SolveOptions options = SolveOptions.standard()
                        .dt0(0.2)
                        .maxSteps(steps)
                        .throwing(false)
                        .adjoint(adjoint)
                        .saveAt(SaveAt.steps());
                Function<Inputs, Tensor> loss = Sample.loss(new RungeKutta4(), options);
                Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
                assertEquals(
                        0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-12, adjoint + ", " + steps);
            }
        }
    }

    @Test
    void stepsBelowTheSmallestAllowedEndASolve() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8).failingBelow(1e-3));
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(EXPLODING, new Tsit5(), 0, 2, Tensor.of(1.0), null, options));
        assertEquals(Result.DT_MIN_REACHED, failure.result());
        assertTrue(0.9 < failure.t() && failure.t() < 1, "at t = " + failure.t());
        assertTrue(
                failure.getMessage().startsWith("the step size fell below dtmin; lower dtmin"), failure.getMessage());
    }

    @Test
    void aSingularityEndsASolve() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(EXPLODING, new Tsit5(), 0, 2, Tensor.of(1.0), null, options));
        assertEquals(1, failure.t(), 1e-6); // the numerical solution blows up a little later
        assertTrue(failure.partial().statistics().rejected() > 0, failure.getMessage());
    }

    @Test
    void constantStepsThatLeaveTheNumbersEndASolve() {
        SolveOptions options = SolveOptions.standard().dt0(0.01);
        var failure = assertThrows(
                SolveException.class, () -> diffeqsolve(EXPLODING, new Tsit5(), 0, 2, Tensor.of(1.0), null, options));
        assertEquals(Result.NON_FINITE, failure.result());
        assertEquals(0.01, failure.h(), 1e-12);
        assertTrue(failure.getMessage().startsWith("the solution is no longer finite; take smaller steps"));
    }

    @Test
    void anInterruptedSolveStopsWithinAStep() {
        ODETerm<Tensor, Tensor> busy = new ODETerm<>((t, y, args) -> y.sin());
        SolveOptions endless = SolveOptions.standard().dt0(1e-8).maxSteps(Integer.MAX_VALUE);
        AtomicReference<Throwable> end = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Thread solving = new Thread(() -> {
            try {
                diffeqsolve(busy, new Tsit5(), 0, 1, Tensor.of(1.0), null, endless);
            } catch (Throwable thrown) {
                end.set(thrown);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        solving.start();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Thread.sleep(300);
            solving.interrupt();
            solving.join();
        });
        SolveInterruptedException interrupted = assertInstance(end.get());
        assertTrue(0 <= interrupted.t() && interrupted.t() < 1);
        assertTrue(interrupted.getMessage().startsWith("the solve was interrupted at t = "));
        assertTrue(stillInterrupted.get(), "the thread's status is kept for its owner");
    }

    private static SolveInterruptedException assertInstance(Throwable thrown) {
        return Assertions.assertInstanceOf(SolveInterruptedException.class, thrown);
    }
}
