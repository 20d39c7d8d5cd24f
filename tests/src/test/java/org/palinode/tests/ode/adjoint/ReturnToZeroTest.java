package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** A start that is brought back, and a steady state, are measured by the solve's own scale: 0 is a number like another. */
class ReturnToZeroTest {
    private static final SolveOptions OPTIONS = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
    private static final ODETerm<Tensor, Tensor> TOWARDS =
            new ODETerm<>((t, y, a) -> a.minus(y)); // y(1) = a (1 − 1/e) from 0

    @ParameterizedTest
    @ValueSource(doubles = {2, 2e-9, 2e11})
    void backsolveComesBackToZero(double towards) {
        SolveOptions options =
                OPTIONS.controller(new PIDController(1e-8, 1e-8 * towards)).adjoint(new BacksolveAdjoint());
        double gradient = Autodiff.grad(
                        (Tensor a) -> diffeqsolve(TOWARDS, new Tsit5(), 0, 1, Tensor.of(0.0), a, options)
                                .y1()
                                .sum())
                .apply(Tensor.scalar(towards))
                .item();
        assertEquals(1 - Math.exp(-1), gradient, 1e-6); // the accuracy of both solves
    }

    /** Recorded under an adjoint that does not measure, and exchanged: y0 and the saved values give the scale. */
    @Test
    void anExchangedBacksolveComesBackToo() {
        SolveOptions options = OPTIONS.adjoint(new DirectAdjoint());
        var recording = Autodiff.vjp(
                (Tensor a) -> diffeqsolve(TOWARDS, new Tsit5(), 0, 1, Tensor.of(0.0), a, options)
                        .y1(),
                Tensor.scalar(2));
        Tensor gradient = recording.pullBack(Tensor.ones(1), Recorded.under(new BacksolveAdjoint()));
        assertEquals(1 - Math.exp(-1), gradient.item(), 1e-6);
    }

    @Test
    void aMissedZeroIsStillRefused() {
        SolveOptions coarse = SolveOptions.standard().dt0(0.5).adjoint(new BacksolveAdjoint(1e-6));
        var field = new ODETerm<Tensor, Tensor>(
                (t, y, a) -> y.plus(t.sin()).times(a).sin());
        var refusal = assertThrows(
                GradientException.class,
                () -> Autodiff.grad((Tensor a) -> diffeqsolve(field, new Tsit5(), 0, 4, Tensor.of(0.0), a, coarse)
                                .y1()
                                .sum())
                        .apply(Tensor.scalar(2)));
        assertTrue(refusal.getMessage().contains("came back to t0 with y off by"), refusal.getMessage());
    }

    /** y → a₀ − a₁ = 0, and its derivatives 1 and −1. */
    @Test
    void aSteadyStateMayBeZero() {
        var field = new ODETerm<Tensor, Tensor>(
                (t, y, a) -> a.get(0).minus(a.get(1)).minus(y));
        Tensor gradient = Autodiff.grad((Tensor a) -> diffeqsolve(
                                field, new Tsit5(), 0, 40, Tensor.of(1.0), a, OPTIONS.adjoint(new ImplicitAdjoint()))
                        .y1()
                        .sum())
                .apply(Tensor.of(2, 2));
        assertEquals(0, Gap.absolute(Tensor.of(1, -1), gradient), 1e-12);
    }

    /** A solver that is reversible by itself, from 0: not done again. */
    @Test
    void aNativelyReversibleSolveReturnsToZero() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.01)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        var swing = new ODETerm<Tensor, Tensor>(
                (t, y, a) -> Tensor.stack(y.get(1), t.sin().minus(y.get(0).times(a))));
        Autodiff.grad((Tensor a) -> diffeqsolve(swing, new ReversibleHeun(), 0, 5, Tensor.zeros(2), a, options)
                        .y1()
                        .sum())
                .apply(Tensor.scalar(3));
        assertEquals(0, reports.get(0).segmentsRedone(), reports.toString());
        assertTrue(reports.get(0).worstMismatch() < 1e-11, reports.toString());
    }
}
