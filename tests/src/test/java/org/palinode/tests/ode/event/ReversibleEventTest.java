package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.event.BouncingBall.START;
import static org.palinode.tests.ode.event.BouncingBall.assertForwardMode;
import static org.palinode.tests.ode.event.BouncingBall.assertGradient;
import static org.palinode.tests.ode.event.BouncingBall.bouncing;
import static org.palinode.tests.ode.event.BouncingBall.landing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.SemiImplicitEuler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.SeparableTerm;
import org.palinode.tests.ode.event.BouncingBall.Start;
import org.palinode.tests.ode.support.Recorded;

/** Events in solves whose steps are taken back: the step that was shortened to end there is recorded, and taken back as it was. */
@Tag("thorough")
class ReversibleEventTest {
    private static final SaveAt SAVED = SaveAt.ts(0.2, 0.9).andSteps().andT1();

    private static final double DT = 0.02;

    static Stream<Solver> exact() {
        return Stream.of(
                new ReversibleHeun(),
                new LeapfrogMidpoint(),
                new Reversible(new RungeKutta4()),
                new Reversible(new Tsit5(), 0.9));
    }

    static Stream<Solver> effectivelySymmetric() {
        return Stream.of(new EES25(1e-4), new EES27(1e-4));
    }

    private static List<Function<Start, Tensor>> losses(Solver solver, SolveOptions options) {
        SolveOptions dense = options.saveAt(SaveAt.t1().andDense());
        return List.of(
                landing(solver, options.saveAt(SAVED)),
                landing(solver, dense),
                bouncing(solver, options.saveAt(SAVED)),
                bouncing(solver, dense));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void theGradientIsThatOfTheStepsUnderEveryAdjoint(Solver solver) {
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new ReversibleAdjoint(), new RecursiveCheckpointAdjoint(3))) {
            SolveOptions options = SolveOptions.standard().dt0(3 * DT).adjoint(adjoint);
            for (Function<Start, Tensor> loss : losses(solver, options)) {
                assertForwardMode(loss, solver + ", " + adjoint);
            }
        }
    }

    /** Constant steps: the grid does not move, so differences see the same steps. */
    @ParameterizedTest
    @MethodSource({"exact", "effectivelySymmetric"})
    void theGradientAgreesWithDifferences(Solver solver) {
        SolveOptions options = SolveOptions.standard().dt0(DT / 2).adjoint(new ReversibleAdjoint());
        assertGradient(landing(solver, options.saveAt(SAVED)), solver.toString());
        assertGradient(bouncing(solver, options.saveAt(SAVED)), solver.toString());
    }

    @ParameterizedTest
    @MethodSource("exact")
    void adaptiveStepsAreTakenBackToo(Solver solver) {
        if (solver.estimatesError()) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(1e-4, 1e-5))
                    .adjoint(new ReversibleAdjoint());
            losses(solver, options).forEach(loss -> assertForwardMode(loss, solver.toString()));
        }
    }

    /** What its steps miss of their starts is what the gradient is off by, of event times and states as of others. */
    @ParameterizedTest
    @MethodSource("effectivelySymmetric")
    void anEffectivelySymmetricSolverIsOffByWhatItReports(Solver solver) {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options =
                SolveOptions.standard().dt0(DT).adjoint(new ReversibleAdjoint()).onGradient(reports::add);
        for (Function<Start, Tensor> loss : losses(solver, options)) {
            var recording = Autodiff.vjp(loss, START);
            Tensor one = Tensor.scalar(1);
            List<Double> gradient = recording.pullBack(one).numbers();
            List<Double> stored =
                    recording.pullBack(one, Recorded.under(new DirectAdjoint())).numbers();
            GradientReport report = reports.get(reports.size() - 1);
            double largest = stored.stream().mapToDouble(Math::abs).max().orElseThrow();
            for (int i = 0; i < stored.size(); i++) {
                assertEquals(stored.get(i), gradient.get(i), 20 * report.worstMismatch() * largest, report.toString());
            }
            assertEquals(0, report.segmentsRedone(), report.toString());
        }
    }

    /** Accepts no mismatch: each segment is pulled back, and again from its stored start, its events too. */
    @Test
    void segmentsThatAreDoneAgainSeeTheirEventsOnce() {
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(3 * DT)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        for (Function<Start, Tensor> loss : losses(new EES25(1e-15), options)) {
            assertForwardMode(loss, "done again");
            GradientReport report = reports.get(reports.size() - 1);
            assertTrue(report.segmentsRedone() > 0, report.toString());
        }
    }

    /** dy/dt = −y reaches 1/2 at t = log 2; the last step is what is left of the grid up to there. */
    @ParameterizedTest
    @MethodSource({"exact", "effectivelySymmetric"})
    void theLastStepIsShortenedAndTakenBack(Solver solver) {
        List<GradientReport> reports = new ArrayList<>();
        Event<Tensor, Tensor> half = Event.when((t, y, args) -> y.get(0).minus(0.5));
        SolveOptions options = SolveOptions.standard()
                .dt0(DT)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add)
                .saveAt(SaveAt.steps())
                .events(half);
        List<Solution<Tensor>> solutions = new ArrayList<>();
        double slope = Autodiff.grad((Tensor y0) -> {
                    var decay = new ODETerm<Tensor, Tensor>((t, y, args) -> y.negate());
                    var solution = diffeqsolve(decay, solver, 0, Double.POSITIVE_INFINITY, y0, null, options);
                    solutions.add(solution);
                    return solution.events().get(0).t();
                })
                .apply(Tensor.of(1.0))
                .item();
        double[] times = solutions.get(0).stepTimes();
        int steps = solutions.get(0).statistics().accepted();
        double t = solutions.get(0).events().get(0).t().item();
        assertEquals(Math.log(2), t, 1e-3); // order 2 with h = 0.02
        assertEquals(times[times.length - 1], t, 0);
        assertEquals(Math.ceil(Math.log(2) / DT), steps);
        assertEquals(t - (steps - 1) * DT, t - times[times.length - 2], 1e-13);
        assertEquals(1, slope, 0.02, "t = log(2 y0)"); // leapfrog steps sway about a field that damps
        assertEquals(steps, reports.get(0).steps());
        assertEquals(0, reports.get(0).segmentsRedone());
    }

    /** Speed and height: gravity weakens with height. The event is in both parts, and after a bounce the steps begin anew. */
    @Test
    void semiImplicitStepsAreTakenBackFromEvents() {
        record At(Pair<Tensor, Tensor> y0, Tensor gravity) {}
        var term = new SeparableTerm<Tensor, Tensor, Tensor>(
                (t, height, gravity) -> height.times(0.1).minus(1).times(gravity), (t, speed, gravity) -> speed);
        Event<Pair<Tensor, Tensor>, Tensor> bounce = Event.<Pair<Tensor, Tensor>, Tensor>when((t, y, gravity) ->
                        y.second().get(0).plus(y.first().get(0).times(0.01)))
                .falling()
                .reset((t, y, gravity) ->
                        new Pair<>(y.first().times(gravity.square()).times(-0.7), y.second()));
        List<GradientReport> reports = new ArrayList<>();
        SolveOptions options = SolveOptions.standard()
                .dt0(DT)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add)
                .saveAt(SaveAt.ts(0.5, 3).andT1())
                .events(bounce.atMost(2));
        Function<At, Tensor> loss = at -> {
            Solution<Pair<Tensor, Tensor>> solution = diffeqsolve(
                    term, new SemiImplicitEuler(), 0, Double.POSITIVE_INFINITY, at.y0(), at.gravity(), options);
            Tensor sum = solution.ys().first().sum().plus(solution.ys().second().sum());
            for (EventOccurrence<Pair<Tensor, Tensor>> each : solution.events()) {
                sum = sum.plus(each.t().square()).plus(each.y().first().sum());
            }
            return sum;
        };
        At at = new At(new Pair<>(Tensor.of(0.2), Tensor.of(1.0)), Tensor.scalar(1.1));
        At gradient = Autodiff.grad(loss).apply(at);
        assertEquals(0, reports.get(0).segmentsRedone(), reports.toString());
        At zero = new At(new Pair<>(Tensor.of(0.0), Tensor.of(0.0)), Tensor.scalar(0));
        At first = new At(new Pair<>(Tensor.of(1.0), Tensor.of(0.0)), Tensor.scalar(0));
        At second = new At(new Pair<>(Tensor.of(0.0), Tensor.of(1.0)), Tensor.scalar(0));
        At third = new At(zero.y0(), Tensor.scalar(1));
        double[] expected = Stream.of(first, second, third)
                .mapToDouble(
                        direction -> Autodiff.jvp(loss, at, direction).tangent().item())
                .toArray();
        double[] got = {
            gradient.y0().first().sum().item(),
            gradient.y0().second().sum().item(),
            gradient.gravity().item()
        };
        assertArrayEquals(expected, got, 1e-11);
        assertTrue(Math.abs(expected[0]) > 0.1 && Math.abs(expected[2]) > 0.1);
    }
}
