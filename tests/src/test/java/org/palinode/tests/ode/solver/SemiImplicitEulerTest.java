package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** A chain of pendulums in momenta p and angles q: dp/dt = −k sin q, dq/dt = p. */
class SemiImplicitEulerTest {
    private static final SeparableTerm<Tensor, Tensor, Tensor> PENDULUMS =
            new SeparableTerm<>((t, q, k) -> q.sin().times(k).negate(), (t, p, k) -> p);
    private static final Pair<Tensor, Tensor> START = new Pair<>(Tensor.of(0.3, -0.2), Tensor.of(1, 0.5));
    private static final Tensor STIFFNESS = Tensor.of(1.3, 0.7);

    private record At(Pair<Tensor, Tensor> y0, Tensor k) {}

    private static Pair<Tensor, Tensor> end(Solver solver, double t1, int steps) {
        return diffeqsolve(PENDULUMS, solver, 0, t1, t1 / steps, START, STIFFNESS)
                .y1();
    }

    @Test
    void convergesAtOrderOne() {
        Tensor exact = end(new Tsit5(), 3, 1000).second();
        double coarse = Gap.absolute(exact, end(new SemiImplicitEuler(), 3, 400).second());
        double fine = Gap.absolute(exact, end(new SemiImplicitEuler(), 3, 800).second());
        assertEquals(1, Math.log(coarse / fine) / Math.log(2), 0.1);
    }

    @Test
    void energyDoesNotDrift() {
        Pair<Tensor, Tensor> late = end(new SemiImplicitEuler(), 300, 4000);
        // it swings by O(h); the explicit Euler method would have gained a factor of e^(h t/2), over 1e4
        assertEquals(energy(START), energy(late), 0.05);
    }

    private static double energy(Pair<Tensor, Tensor> y) {
        Tensor kinetic = y.first().square().times(0.5).sum();
        return kinetic.minus(STIFFNESS.times(y.second().cos()).sum()).item();
    }

    @Test
    void theReversibleAdjointTakesItsStepsBack() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.02)
                .saveAt(SaveAt.ts(1.234, 5))
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        var recording = Autodiff.vjp(
                (At at) -> {
                    Pair<Tensor, Tensor> ys = diffeqsolve(
                                    PENDULUMS, new SemiImplicitEuler(), 0, 5, at.y0(), at.k(), options)
                            .ys();
                    return Sample.weighted(ys.first())
                            .plus(Sample.weighted(ys.second().times(2)));
                },
                new At(START, STIFFNESS));
        At gradient = recording.pullBack(Tensor.scalar(1));
        At stored = recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()));
        // 250 steps taken back, some ulp each
        assertEquals(0, Gap.relative(stored.k(), gradient.k()), 1e-12);
        assertEquals(0, Gap.relative(stored.y0().first(), gradient.y0().first()), 1e-12);
        assertEquals(0, Gap.relative(stored.y0().second(), gradient.y0().second()), 1e-12);
        assertEquals(0, reports.get(0).segmentsRedone());
        assertTrue(reports.get(0).worstMismatch() < 1e-12, reports.toString());
    }

    /** Both parts move y there: a step taken back misses its start, is found out, and the gradient is computed forward. */
    @Test
    void stepsOfATermThatIsNotSeparableAreTakenAgainForward() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(0.02)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        MultiTerm<Tensor, Tensor> mixed = MultiTerm.of(
                (t, y, k) -> y.times(k).sin(), (t, y, k) -> y.square().negate());
        var recording = Autodiff.vjp(
                (Tensor k) -> diffeqsolve(mixed, new SemiImplicitEuler(), 0, 1, Tensor.of(0.5, 0.8), k, options)
                        .y1()
                        .sum(),
                STIFFNESS);
        Tensor gradient = recording.pullBack(Tensor.scalar(1));
        Tensor stored = recording.pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()));
        assertEquals(0, Gap.relative(stored, gradient), 1e-12);
        assertEquals(1, reports.get(0).segmentsRedone());
    }

    @Test
    void aFieldInOnePieceIsRefused() {
        Problem problem = Problems.logistic();
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(problem.term(), new SemiImplicitEuler(), 0, 1, 0.1, problem.y0(), problem.args()));
        assertTrue(refusal.getMessage().contains("two parts"), refusal.getMessage());
    }
}
