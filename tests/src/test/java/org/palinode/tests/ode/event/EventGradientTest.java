package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.event.BouncingBall.BALL;
import static org.palinode.tests.ode.event.BouncingBall.NEVER;
import static org.palinode.tests.ode.event.BouncingBall.START;
import static org.palinode.tests.ode.event.BouncingBall.assertForwardMode;
import static org.palinode.tests.ode.event.BouncingBall.assertGradient;
import static org.palinode.tests.ode.event.BouncingBall.bounce;
import static org.palinode.tests.ode.event.BouncingBall.bouncing;
import static org.palinode.tests.ode.event.BouncingBall.ground;
import static org.palinode.tests.ode.event.BouncingBall.landing;
import static org.palinode.tests.ode.event.BouncingBall.weighed;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.event.BouncingBall.Start;
import org.palinode.tests.ode.support.Recorded;

/** Derivatives of when something happens, of what there is then, and of all that comes after. */
@Tag("thorough")
class EventGradientTest {
    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(),
                new RecursiveCheckpointAdjoint(3),
                new ForwardModeAdjoint(),
                new ReversibleAdjoint(),
                new ReversibleAdjoint(0.9, new Resync(1, 1e-12, 1e-10)));
    }

    static Stream<SolveOptions> stepping() {
        return Stream.of(
                SolveOptions.standard().dt0(0.13),
                SolveOptions.standard().controller(new PIDController(1e-6, 1e-8)),
                SolveOptions.standard()
                        .controller(new ClipStepSizeController(new PIDController(1e-6, 1e-8)).jumpTs(0.7)));
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void timeAndStateOfAnEventHaveTheGradientOfTheSteps(Adjoint adjoint) {
        for (Solver solver : List.of(new Tsit5(), new RungeKutta4())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new StepTo(0, 0.4, 0.8, 1.2, 5, NEVER))
                    .adjoint(adjoint)
                    .saveAt(SaveAt.ts(0.2, 0.9).andSteps());
            assertGradient(landing(solver, constant(options)), adjoint + ", " + solver);
        }
    }

    private static SolveOptions constant(SolveOptions options) {
        return options.controller(SolveOptions.standard().controller()).dt0(0.4);
    }

    @ParameterizedTest
    @MethodSource("stepping")
    void everyAdjointAgreesWithForwardModeOnTheFirstEvent(SolveOptions stepping) {
        for (Adjoint adjoint : adjoints()) {
            SaveAt saved = SaveAt.ts(0.2, 0.9, 1.1, 1.2).andSteps().andT1();
            assertForwardMode(landing(new Tsit5(), stepping.adjoint(adjoint).saveAt(saved)), adjoint.toString());
            assertForwardMode(
                    landing(
                            new Dopri5(),
                            stepping.adjoint(adjoint).saveAt(SaveAt.t1().andDense())),
                    adjoint.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("stepping")
    void everyAdjointAgreesWithForwardModeThroughResets(SolveOptions stepping) {
        for (Adjoint adjoint : adjoints()) {
            SaveAt saved = SaveAt.ts(0.2, 1.1, 1.4, 2.1, 3.7, 4.9).andSteps();
            assertForwardMode(bouncing(new Tsit5(), stepping.adjoint(adjoint).saveAt(saved)), adjoint.toString());
            assertForwardMode(
                    bouncing(
                            new RungeKutta4(),
                            dt(stepping).adjoint(adjoint).saveAt(SaveAt.t1().andDense())),
                    adjoint.toString());
        }
    }

    private static SolveOptions dt(SolveOptions stepping) {
        return stepping.controller(SolveOptions.standard().controller()).dt0(0.13);
    }

    /** Constant steps: the grid does not move, so differences see the same steps. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void gradientsThroughResetsAgreeWithDifferences(Adjoint adjoint) {
        SaveAt saved = SaveAt.ts(0.2, 1.1, 1.9, 2.1, 3.7, 4.9).andT1();
        SolveOptions options = SolveOptions.standard().dt0(0.4).adjoint(adjoint).saveAt(saved);
        assertGradient(bouncing(new Tsit5(), options), adjoint.toString());
        assertGradient(bouncing(new Tsit5(), options.saveAt(SaveAt.dense().andT1())), adjoint.toString());
    }

    /** x = x0 − t²/2 is 0 at t = √(2 x0): dt/dx0 = 1/√(2 x0). With a drag there is no formula, but dt* = −dx/v there is. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 10})
    void theTimeOfAFallHasTheDerivativeOfTheFormula(double x0) {
        ODETerm<Tensor, Tensor> fall = new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(-8)));
        Event<Tensor, Tensor> ground = Event.when((t, y, args) -> y.get(0));
        for (Adjoint adjoint : adjoints()) {
            for (SolveOptions stepping : stepping().toList()) {
                SolveOptions options = stepping.adjoint(adjoint).events(ground);
                Function<Tensor, Tensor> time = height -> diffeqsolve(
                                fall, new Tsit5(), 0, NEVER, Tensor.stack(height, Tensor.scalar(0)), null, options)
                        .events()
                        .get(0)
                        .t();
                assertEquals(Math.sqrt(x0 / 4), time.apply(Tensor.scalar(x0)).item(), 1e-12);
                double derivative = Autodiff.grad(time).apply(Tensor.scalar(x0)).item();
                assertEquals(1 / (4 * Math.sqrt(x0)), derivative, 1e-11); // parabolas are exact
                assertEquals(
                        -1 / (8 * Math.pow(x0, 1.5)),
                        Autodiff.grad(Autodiff.grad(time))
                                .apply(Tensor.scalar(x0))
                                .item(),
                        1e-10);
            }
        }
    }

    @Test
    void aSolveBackInTimeHasTheSameDerivatives() {
        ODETerm<Tensor, Tensor> back = new ODETerm<>(
                (t, y, args) -> BALL.field().apply(t.negate(), y, args).negate());
        for (Adjoint adjoint : adjoints()) {
            Function<Start, Tensor> loss = start -> {
                Event<Tensor, Tensor> bounce = Event.<Tensor, Tensor>when(
                                (t, y, args) -> y.get(0).minus(start.threshold()))
                        .falling()
                        .reset((t, y, args) -> Tensor.stack(
                                y.get(0), y.get(1).times(args.get(2).negate()).minus(t.times(0.1))));
                SolveOptions options = SolveOptions.standard()
                        .dt0(-0.3)
                        .adjoint(adjoint)
                        .events(bounce.atMost(2))
                        .saveAt(SaveAt.ts(-0.5, -1.9).andSteps());
                Solution<Tensor> solution =
                        diffeqsolve(back, new Tsit5(), 0, Double.NEGATIVE_INFINITY, start.y0(), start.args(), options);
                return weighed(solution.ys())
                        .plus(solution.events()
                                .get(solution.events().size() - 1)
                                .t());
            };
            assertGradient(loss, adjoint.toString());
        }
    }

    @Test
    void aBooleanEventsTimeIsHeldFixed() {
        Event<Tensor, Tensor> low = Event.whenTrue((t, y, args) -> y.get(0).less(0.5));
        Function<Tensor, Tensor> loss = y0 -> {
            Solution<Tensor> solution = diffeqsolve(
                    new ODETerm<Tensor, Tensor>((t, y, args) -> y.negate()),
                    new Tsit5(),
                    0,
                    NEVER,
                    y0,
                    null,
                    SolveOptions.standard().dt0(0.5).events(low));
            return solution.y1().sum().plus(solution.events().get(0).t().times(7));
        };
        double gradient = Autodiff.grad(loss).apply(Tensor.of(1)).item();
        assertEquals(loss.apply(Tensor.of(1)).item() - 7, gradient, 1e-14, "y is linear in y0, t = 1 is not moved");
    }

    @Test
    void gradientsOfGradientsSeeEvents() {
        Function<Start, Tensor> loss = landing(
                new Tsit5(),
                SolveOptions.standard().dt0(0.4).saveAt(SaveAt.ts(0.2, 0.9).andT1()));
        Function<Start, Tensor> slope =
                start -> Autodiff.grad(loss).apply(start).y0().get(1);
        List<Double> second = Autodiff.grad(slope).apply(START).numbers();
        double eps = 1e-5;
        for (int i = 0; i < second.size(); i++) {
            double difference = (slope.apply(START.plus(i, eps)).item()
                            - slope.apply(START.plus(i, -eps)).item())
                    / (2 * eps);
            assertEquals(difference, second.get(i), 1e-7 * (1 + Math.abs(difference)), "number " + i);
        }
    }

    @Test
    void adjointsCanBeExchangedOnARecordedGraph() {
        Function<Start, Tensor> loss =
                bouncing(new Tsit5(), SolveOptions.standard().dt0(0.3).adjoint(new ReversibleAdjoint()));
        var recording = Autodiff.vjp(loss, START);
        List<Double> direct = recording
                .pullBack(Tensor.scalar(1), Recorded.under(new DirectAdjoint()))
                .numbers();
        List<Double> reversible = recording.pullBack(Tensor.scalar(1)).numbers();
        for (int i = 0; i < direct.size(); i++) {
            assertEquals(direct.get(i), reversible.get(i), 1e-11 * (1 + Math.abs(direct.get(i))));
        }
        var refused = assertThrows(
                UnsupportedOperationException.class,
                () -> recording.pullBack(Tensor.scalar(1), Recorded.under(new BacksolveAdjoint())));
        assertTrue(refused.getMessage().startsWith("BacksolveAdjoint cannot differentiate events"));
    }

    private static void assertRefused(Event<Tensor, Tensor> event, String expected) {
        for (Adjoint adjoint : adjoints()) {
            Function<Tensor, Tensor> loss = y0 -> diffeqsolve(
                            new ODETerm<Tensor, Tensor>((t, y, args) -> y),
                            new Tsit5(),
                            0,
                            NEVER,
                            y0,
                            null,
                            SolveOptions.standard().dt0(0.5).adjoint(adjoint).events(event))
                    .y1()
                    .sum();
            assertEquals(Math.E, loss.apply(Tensor.of(1)).item(), 1e-3);
            var backward = assertThrows(
                    GradientException.class, () -> Autodiff.grad(loss).apply(Tensor.of(1)));
            assertEquals(expected, backward.getMessage());
            var forward = assertThrows(GradientException.class, () -> Autodiff.jvp(loss, Tensor.of(1), Tensor.of(1)));
            assertEquals(expected, forward.getMessage());
        }
    }

    /** (t − 1)³ crosses zero with slope 0, its root with an infinite one, its sign with none. */
    @Test
    void aConditionThatDoesNotReallyCrossHasNoDerivative() {
        assertRefused(
                Event.when((t, y, args) -> t.minus(1).power(3)),
                "the condition of event 0 has slope 0 where it crosses zero, at t = 1.0, so no derivative of its time can be computed;"
                        + " use a condition that crosses with a slope, such as u in place of u^3");
        assertRefused(
                Event.when((t, y, args) -> Tensor.where(
                        t.greaterEqual(1),
                        t.minus(1).sqrt(),
                        t.minus(1).negate().sqrt().negate())),
                "the condition of event 0 crosses zero at t = 1.0 with a slope that is not finite, so no derivative of its time can be"
                        + " computed; use a condition with a finite slope, such as u in place of its root");
        assertRefused(
                Event.when((t, y, args) ->
                        t.minus(1).times(3).plus(t.greaterEqual(1)).minus(0.5)),
                "the condition of event 0 jumps across zero at t = 1.0, so its time has no derivative; use a condition that is"
                        + " continuous, or Event.whenTrue");
    }

    /** A body falls through a height, cubed: the slope of u³ is as small as rounding leaves u at the event. */
    @Test
    void aMultipleZeroIsRefusedWhereRoundingHidesIt() {
        ODETerm<Tensor, Tensor> fall = new ODETerm<>((t, u, g) -> Tensor.stack(u.get(1), g.negate()));
        for (int power : new int[] {3, 5}) {
            for (double h0 : new double[] {50, 49, 1.7}) {
                Event<Tensor, Tensor> ground = Event.when((t, u, g) -> u.get(0).power(power));
                for (Adjoint adjoint : adjoints()) {
                    for (SolveOptions stepping : stepping().toList()) {
                        Function<Tensor, Tensor> time = g -> diffeqsolve(
                                        fall,
                                        new Tsit5(),
                                        0,
                                        5,
                                        Tensor.of(h0, 0),
                                        g,
                                        stepping.adjoint(adjoint).events(ground))
                                .events()
                                .get(0)
                                .t();
                        assertEquals(
                                Math.sqrt(2 * h0 / 9.8),
                                time.apply(Tensor.scalar(9.8)).item(),
                                1e-6);
                        assertThrows(
                                GradientException.class,
                                () -> Autodiff.grad(time).apply(Tensor.scalar(9.8)));
                        assertThrows(
                                GradientException.class,
                                () -> Autodiff.jvp(time, Tensor.scalar(9.8), Tensor.scalar(1)));
                    }
                }
            }
        }
    }

    /** Times t0 and ts move the grid of constant steps, and with it everything but the threshold. */
    private static Function<Tensor, Tensor> byTimes(SolveOptions options, double t1) {
        return times -> {
            SaveAt saveAt = SaveAt.ts(times.slice(0, 1, 3)).andT1().andDense();
            Event<Tensor, Tensor> bounce = bounce(START).atMost(3);
            Solution<Tensor> solution = diffeqsolve(
                    BALL,
                    new Tsit5(),
                    times.get(0),
                    Tensor.scalar(t1),
                    START.y0(),
                    START.args(),
                    options.saveAt(saveAt).events(bounce));
            Tensor loss = weighed(solution.ys()).plus(weighed(solution.evaluate(1.7)));
            for (EventOccurrence<Tensor> each : solution.events()) {
                loss = loss.plus(each.t().square()).plus(weighed(each.y()));
            }
            return loss;
        };
    }

    @Test
    void startAndSavedTimesHaveGradientsThroughEvents() {
        Tensor at = Tensor.of(0.05, 0.7, 1.9);
        for (Adjoint adjoint : adjoints()) {
            for (double t1 : new double[] {NEVER, 9}) {
                SolveOptions options = SolveOptions.standard().dt0(0.3).adjoint(adjoint);
                Function<Tensor, Tensor> loss = byTimes(options, t1);
                double[] gradient = Autodiff.grad(loss).apply(at).toArray();
                double eps = 1e-5;
                for (int i = 0; i < 3; i++) {
                    double[] step = new double[3];
                    step[i] = eps;
                    double difference = (loss.apply(at.plus(Tensor.of(step))).item()
                                    - loss.apply(at.minus(Tensor.of(step))).item())
                            / (2 * eps);
                    assertEquals(difference, gradient[i], 1e-7 * (1 + Math.abs(difference)), adjoint + ", time " + i);
                }
            }
        }
    }

    /** A solve that goes on by hand from the event, with another field: as in docs/guide/events.md. */
    @Test
    void aSecondSolveIsDifferentiatedThroughItsStart() {
        ODETerm<Tensor, Tensor> sliding = new ODETerm<>((t, y, args) ->
                Tensor.stack(y.get(1), y.get(1).negate().times(args.get(1)).plus(t.cos())));
        for (Adjoint adjoint : adjoints()) {
            SolveOptions options = SolveOptions.standard().dt0(0.2).adjoint(adjoint);
            Function<Start, Tensor> loss = start -> {
                Solution<Tensor> first = diffeqsolve(
                        BALL, new Tsit5(), 0, NEVER, start.y0(), start.args(), options.events(ground(start)));
                Tensor t = first.events().get(0).t();
                Solution<Tensor> second =
                        diffeqsolve(sliding, new Tsit5(), t, Tensor.scalar(4), first.y1(), start.args(), options);
                return weighed(second.y1()).plus(t);
            };
            assertGradient(loss, adjoint.toString());
        }
    }

    /** Implicit steps are solved to the controller's tolerances, so the two derivatives agree to those, not to rounding. */
    @Test
    void implicitSolversHaveEventsToo() {
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-8, 1e-8))
                .saveAt(SaveAt.ts(0.2, 1.1, 2.1, 3.7).andT1());
        for (Solver solver : List.of(new Kvaerno5(), new Rodas5P())) {
            for (Adjoint adjoint : List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3))) {
                Function<Start, Tensor> loss = bouncing(solver, options.adjoint(adjoint));
                List<Double> gradient = Autodiff.grad(loss).apply(START).numbers();
                for (int i = 0; i < gradient.size(); i++) {
                    Start zero = new Start(
                            START.y0().zerosLike(),
                            START.args().zerosLike(),
                            START.threshold().zerosLike());
                    double tangent =
                            Autodiff.jvp(loss, START, zero.plus(i, 1)).tangent().item();
                    assertEquals(tangent, gradient.get(i), 1e-6 * (1 + Math.abs(tangent)), solver + ", number " + i);
                }
            }
        }
    }
}
