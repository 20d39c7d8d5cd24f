package org.palinode.tests.ode.stiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.internal.spectrum.StabilityLimit;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.Stiffness;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** |h| ρ(∂f/∂y) of the steps that were taken, against fields whose Jacobian is known. */
class StiffnessTest {
    /** Power iteration, on fields whose eigenvalues lie apart. */
    private static final double ESTIMATED = 0.01;

    /** Two decays, the faster of which becomes 40 times as fast from t = 0.5 on, whichever way time goes. */
    private static final ODETerm<Tensor, Tensor> QUICKENING = new ODETerm<>((t, y, args) -> {
        Tensor rate = Tensor.where(t.abs().less(0.5), Tensor.scalar(1), Tensor.scalar(40));
        return y.times(Tensor.stack(rate.cast(y.dtype()), Tensor.scalar(0.1).cast(y.dtype()))
                .negate());
    });

    private static final ODETerm<Tensor, Tensor> MIRRORED =
            new ODETerm<>((t, y, args) -> QUICKENING.field().apply(t, y, args).negate());

    private static GradientReport report(
            Term<Tensor, Tensor> term, Solver solver, double t1, Tensor y0, SolveOptions options) {
        AtomicReference<GradientReport> report = new AtomicReference<>();
        Autodiff.grad((Tensor start) -> diffeqsolve(term, solver, 0, t1, start, null, options.onGradient(report::set))
                        .y1()
                        .cast(DType.FLOAT64)
                        .sum())
                .apply(y0);
        return report.get();
    }

    private static Stiffness stiffness(
            Term<Tensor, Tensor> term, Solver solver, double t1, Tensor y0, SolveOptions options) {
        return report(term, solver, t1, y0, options)
                .stiffness()
                .orElseThrow()
                .find()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void theLargestIsFoundWhereItIs(DType dtype) {
        Tensor y0 = Tensor.of(1, 2).cast(dtype);
        SolveOptions forward = SolveOptions.standard().dt0(0.01);
        Stiffness found = stiffness(QUICKENING, new Tsit5(), 1, y0, forward);
        assertEquals(0.4, found.product(), 0.4 * ESTIMATED);
        assertEquals(0.01, found.h(), 1e-12);
        assertTrue(found.t() >= 0.5 && found.t() < 1, found.toString());

        Stiffness back =
                stiffness(MIRRORED, new Tsit5(), -1, y0, SolveOptions.standard().dt0(-0.01));
        assertEquals(0.4, back.product(), 0.4 * ESTIMATED);
        assertEquals(-0.01, back.h(), 1e-12);
        assertTrue(back.t() <= -0.5 && back.t() > -1, back.toString());
    }

    /** y' = −y² + exp(5 (t − 2)) from t = 2, by short and long steps: a Jacobian −2 y, which depends on all of the way before. */
    @Test
    void theLongestStepOfEachStretchIsLookedAt() {
        ODETerm<Tensor, Tensor> term = new ODETerm<>(
                (t, y, args) -> y.square().negate().plus(t.minus(2).times(5).exp()));
        double[] ts = new double[61];
        ts[0] = 2;
        for (int step = 0; step < 60; step++) {
            ts[step + 1] = ts[step] + (step % 3 == 1 ? 0.03 : 0.01);
        }
        SolveOptions options = SolveOptions.standard()
                .controller(new StepTo(ts))
                .saveAt(SaveAt.t0().andSteps());
        AtomicReference<GradientReport> report = new AtomicReference<>();
        AtomicReference<Solution<Tensor>> solution = new AtomicReference<>();
        Autodiff.grad((Tensor y0) -> {
                    Solution<Tensor> solved =
                            diffeqsolve(term, new Tsit5(), 2, ts[60], y0, null, options.onGradient(report::set));
                    solution.set(solved);
                    return solved.y1().sum();
                })
                .apply(Tensor.of(1));
        Stiffness found = report.get().stiffness().orElseThrow().find().orElseThrow();
        assertEquals(0.03, found.h(), 1e-15);
        int step = Arrays.binarySearch(ts, found.t());
        assertTrue(step >= 55, "y grows, so a late one, got " + found);
        double y = solution.get().ys().concrete().reshape(61).get(step).item();
        assertEquals(0.03 * 2 * y, found.product(), 1e-9);
    }

    /** As many steps as stretches, one more, fewer, one; none. */
    @Test
    void shortSolvesAreLookedAtStepByStep() {
        for (int steps : new int[] {1, 2, 15, 16, 17, 33}) {
            Stiffness found = stiffness(
                    QUICKENING,
                    new Heun(),
                    1,
                    Tensor.of(1, 2),
                    SolveOptions.standard().dt0(1.0 / steps));
            assertEquals((steps == 1 ? 1 : 40.0) / steps, found.product(), 40.0 / steps * ESTIMATED, steps + " steps");
        }
        GradientReport none = report(
                QUICKENING,
                new Heun(),
                0,
                Tensor.of(1, 2),
                SolveOptions.standard().dt0(0.1));
        assertTrue(none.toString().contains(", stiffness not asked for]"), none.toString());
        assertEquals(Optional.empty(), none.stiffness().orElseThrow().find());
        assertTrue(none.toString().contains(", stiffness none]"), none.toString());
        assertEquals(List.of(), none.notes());
    }

    /** The one stable Jacobian is that at the state of the step: |y|' = −y² has 2 y. */
    @Test
    void resetsAndSolvesThatGoOnAreFollowed() {
        ODETerm<Tensor, Tensor> square =
                new ODETerm<>((t, y, args) -> y.square().negate());
        Event<Tensor, Tensor> kick = Event.<Tensor, Tensor>when((t, y, args) -> t.minus(0.55))
                .reset((t, y, args) -> y.times(0).plus(30));
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard().dt0(0.1).adjoint(adjoint);
            Stiffness kicked = stiffness(square, new RungeKutta4(), 1, Tensor.of(1), options.events(kick));
            assertEquals(0.55, kicked.t(), 1e-12);
            assertEquals(60 * Math.abs(kicked.h()), kicked.product(), 1e-9, adjoint.toString());
        }
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.t1().andState());
        Solution<Tensor> half = diffeqsolve(square, new Tsit5(), 0, 0.5, Tensor.of(4), null, options);
        AtomicReference<GradientReport> report = new AtomicReference<>();
        Autodiff.grad((Tensor y) -> diffeqsolve(
                                square,
                                new Tsit5(),
                                0.5,
                                1,
                                half.y1().plus(y.times(0)),
                                null,
                                SolveOptions.standard()
                                        .dt0(0.1)
                                        .from(half.state())
                                        .onGradient(report::set))
                        .y1()
                        .sum())
                .apply(Tensor.of(0));
        Stiffness found = report.get().stiffness().orElseThrow().find().orElseThrow();
        assertEquals(2 * half.y1().item() * 0.1, found.product(), 1e-9);
    }

    /** |R(−x)| = 1 of the published stability functions. */
    @Test
    void stabilityEndsWhereItIsKnownTo() {
        Map<Solver, Double> known = Map.of(
                new Euler(), 2.0,
                new Heun(), 2.0,
                new Bosh3(), 2.5127,
                new RungeKutta4(), 2.7853,
                new Dopri5(), 3.3066,
                new HalfSolver(new RungeKutta4()), 2 * 2.7853);
        known.forEach((solver, limit) ->
                assertEquals(limit, StabilityLimit.of(solver), 0.011, solver.toString())); // two places, rounded down
    }

    /** y' = −50 y under steps of 0.05 and 0.06, of which RK4 bears 2.785/50 = 0.0557. */
    @Test
    void theWarningBeginsWhereStabilityEnds() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-50));
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(2),
                new ReversibleAdjoint(),
                new ForwardModeAdjoint())) {
            SolveOptions options = SolveOptions.standard().adjoint(adjoint);
            assertEquals(
                    0,
                    warnings(report(decay, new RungeKutta4(), 0.3, Tensor.of(1), options.dt0(0.05))),
                    adjoint.toString());
            assertEquals(
                    1,
                    warnings(report(decay, new RungeKutta4(), 0.3, Tensor.of(1), options.dt0(0.06))),
                    adjoint.toString());
        }
    }

    private static long warnings(GradientReport report) {
        return report.notes().stream()
                .filter(note -> note.contains("beyond the stability"))
                .count();
    }

    /** What solves equations, and what is not the derivative of steps, has no such trouble. */
    @Test
    void implicitSolversAndContinuousAdjointsDoNotWarn() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-500));
        SolveOptions adaptive = SolveOptions.standard().controller(new PIDController(1e-4, 1e-4));
        for (Solver solver : List.of(new Kvaerno5(), new Rodas5P())) {
            GradientReport report = report(decay, solver, 10, Tensor.of(1), adaptive);
            assertEquals(Optional.empty(), report.stiffness().orElseThrow().find());
            assertEquals(List.of(), report.notes());
        }
        ODETerm<Tensor, Tensor> slow = new ODETerm<>((t, y, args) -> y.negate());
        for (Adjoint adjoint : List.of(new BacksolveAdjoint(), new ImplicitAdjoint())) {
            SolveOptions tight = SolveOptions.standard()
                    .controller(new PIDController(1e-8, 1e-8))
                    .adjoint(adjoint);
            double t1 = adjoint instanceof ImplicitAdjoint ? 40 : 1; // at rest
            assertEquals(
                    Optional.empty(),
                    report(slow, new Tsit5(), t1, Tensor.of(1), tight).stiffness());
        }
    }

    /** Of a field in two parts only the explicit one limits the steps. */
    @Test
    void onlyTheExplicitPartCounts() {
        MultiTerm<Tensor, Tensor> term = MultiTerm.of((t, y, args) -> y.times(-3), (t, y, args) -> y.times(-1000));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-4, 1e-4).withDtmax(0.1))
                .dt0(0.1);
        Stiffness found = stiffness(term, new KenCarp3(), 1, Tensor.of(1), options);
        assertEquals(3 * found.h(), found.product(), 1e-9);
    }

    /** A field with a rule for reverse mode only: nothing of this may need tangents. */
    @Test
    void fieldsWithACustomPullBackAreServed() {
        var fast = Autodiff.<Tensor, Tensor>customVjp(y -> y.times(-1000), (y, value, bar) -> bar.times(-1000));
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, args) -> fast.apply(y));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-6))
                .maxSteps(20);
        SolveException failure = assertThrows(
                SolveException.class, () -> diffeqsolve(term, new Tsit5(), 0, 1, Tensor.of(1, 2), null, options));
        assertEquals(Result.MAX_STEPS_REACHED, failure.result());
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), ReversibleAdjoint.estimated())) { // which looks at the Jacobian too
            SolveOptions steps = SolveOptions.standard().dt0(0.002).adjoint(adjoint);
            assertEquals(
                    2,
                    stiffness(term, new Tsit5(), 0.01, Tensor.of(1, 2), steps).product(),
                    2 * ESTIMATED);
        }
    }
}
