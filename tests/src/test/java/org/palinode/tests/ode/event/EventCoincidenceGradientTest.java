package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
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
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Derivatives where a row, the end of the solve, a point of the grid, a jump or another event is at the time of an event. */
@Tag("thorough")
class EventCoincidenceGradientTest {
    private static final double K = 0.7;
    private static final double Y0 = 2;
    private static final double TAU = 0.5;
    private static final double DOSE = 3;
    private static final double T1 = 1.25;
    private static final Tensor PARAMETERS = Tensor.of(K, Y0, TAU, DOSE);

    /** Of the solution and its derivatives, by steps of order 5 and 1/16, or of tolerance 1e-9. */
    private static final double CLOSE = 1e-7;

    static List<Adjoint> adjoints() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(3),
                new ForwardModeAdjoint(),
                new ReversibleAdjoint(0.99));
    }

    private static List<SolveOptions> stepping() {
        PIDController pid = new PIDController(1e-9, 1e-9);
        return List.of(
                SolveOptions.standard().dt0(1.0 / 16), // τ on the grid
                SolveOptions.standard().dt0(0.06), // τ in a step
                SolveOptions.standard().controller(pid),
                SolveOptions.standard().controller(new ClipStepSizeController(pid).stepTs(TAU, 1)),
                SolveOptions.standard().controller(new ClipStepSizeController(pid).jumpTs(TAU)));
    }

    /** y' = −k y from y0, and a dose at τ. */
    private static Solution<Tensor> dosed(Tensor p, SolveOptions options, double t1) {
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, args) -> y.times(args.get(0)).negate());
        Event<Tensor, Tensor> dose = Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(2)))
                .reset((t, y, args) -> y.plus(args.get(3)));
        Tensor y0 = p.get(1).reshape(1);
        return diffeqsolve(decay, new Tsit5(), 0, t1, y0, p, options.events(dose));
    }

    private static void assertGradient(double[] expected, Function<Tensor, Tensor> loss, String name) {
        double[] gradient = Autodiff.grad(loss).apply(PARAMETERS).toArray();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], gradient[i], CLOSE * (1 + Math.abs(expected[i])), name + ", number " + i);
        }
    }

    /** The row is y0 e^(−kτ), as if there were no dose: it does not move with the time of the event, and the next one does. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void aRowAtTheTimeOfAnEventHoldsWhatIsBefore(Adjoint adjoint) {
        for (SolveOptions steps : stepping()) {
            SolveOptions options = steps.adjoint(adjoint).saveAt(SaveAt.ts(TAU, 1));
            double e = Math.exp(-K * TAU);
            double[] before = {-TAU * Y0 * e, e, 0, 0};
            assertGradient(before, p -> dosed(p, options, T1).y(0).sum(), adjoint + ", " + steps);
            double late = Math.exp(-K * (1 - TAU));
            double[] after = {-1 * Y0 * Math.exp(-K) - (1 - TAU) * DOSE * late, Math.exp(-K), K * DOSE * late, late};
            assertGradient(after, p -> dosed(p, options, T1).y(1).sum(), adjoint + ", " + steps);
        }
    }

    /** continuing() changes nothing: no row moves with the time of the event, at it, before it or after it. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void rowsDoNotMoveWithAnEventThatIsOnlyNoted(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, args) -> y.times(args.get(0)).negate());
        Event<Tensor, Tensor> noted =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(2))).continuing();
        double[] times = {0.25, TAU, 1, T1};
        for (SolveOptions steps : stepping()) {
            SolveOptions options =
                    steps.adjoint(adjoint).saveAt(SaveAt.ts(times)).events(noted);
            for (int row = 0; row < times.length; row++) {
                int index = row;
                double e = Math.exp(-K * times[row]);
                assertGradient(
                        new double[] {-times[row] * Y0 * e, e, 0, 0},
                        p -> diffeqsolve(decay, new Tsit5(), 0, T1, p.get(1).reshape(1), p, options)
                                .y(index)
                                .sum(),
                        adjoint + ", " + steps + ", row " + row);
            }
        }
    }

    /** Where the solve ends there too, so is its last value. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void theEndOfASolveAtTheTimeOfAnEventIsBeforeIt(Adjoint adjoint) {
        double e = Math.exp(-K * TAU);
        double[] before = {-TAU * Y0 * e, e, 0, 0};
        for (SolveOptions steps : stepping()) {
            for (SaveAt saved : List.of(
                    SaveAt.t1(), SaveAt.ts(TAU), SaveAt.steps(), SaveAt.t1().andDense())) {
                SolveOptions options = steps.adjoint(adjoint).saveAt(saved);
                assertGradient(before, p -> dosed(p, options, TAU).y1().sum(), adjoint + ", " + saved);
            }
            assertGradient(
                    new double[] {-TAU * Y0 * e, e, -K * Y0 * e, 0},
                    p -> dosed(p, steps.adjoint(adjoint), TAU)
                            .events()
                            .get(0)
                            .y()
                            .sum(),
                    adjoint + ", the state at the event moves with it");
            assertGradient(
                    new double[] {0, 0, 1, 0},
                    p -> dosed(p, steps.adjoint(adjoint), TAU).events().get(0).t(),
                    adjoint + ", and so does its time");
        }
    }

    /** The state of a threshold: the event's time moves with everything, and a row at it with none of that. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void aRowAtTheTimeOfACrossingStaysWhereItIs(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, args) -> y.times(args.get(0)).negate());
        Event<Tensor, Tensor> level = Event.<Tensor, Tensor>when(
                        (t, y, args) -> y.get(0).minus(args.get(3)))
                .reset((t, y, args) -> y.times(2));
        double tau = Math.log(2) / K; // from 2 to 1
        Tensor at = Tensor.of(K, Y0, TAU, 1);
        for (SolveOptions steps : stepping()) {
            Function<SaveAt, Function<Tensor, Solution<Tensor>>> solve = saved -> p -> diffeqsolve(
                    decay,
                    new Tsit5(),
                    0,
                    T1,
                    p.get(1).reshape(1),
                    p,
                    steps.adjoint(adjoint).saveAt(saved).events(level));
            double found =
                    solve.apply(SaveAt.t1()).apply(at).events().get(0).t().item();
            assertEquals(tau, found, CLOSE);
            Function<Tensor, Solution<Tensor>> seen =
                    solve.apply(SaveAt.ts(found).andT1());
            double[] row = Autodiff.grad((Tensor p) -> seen.apply(p).y(0).sum())
                    .apply(at)
                    .toArray();
            double e = Math.exp(-K * tau);
            double[] expected = {-tau * Y0 * e, e, 0, 0};
            // afterwards twice what there was before: y(t1) = 2 y0 e^(−k t1)
            double[] end = Autodiff.grad((Tensor p) -> seen.apply(p).y1().sum())
                    .apply(at)
                    .toArray();
            double late = 2 * Math.exp(-K * T1);
            double[] after = {-T1 * Y0 * late, late, 0, 0};
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], row[i], CLOSE * 10, adjoint + ", " + steps + ", number " + i);
                assertEquals(after[i], end[i], CLOSE * 10, adjoint + ", " + steps + ", number " + i);
            }
        }
    }

    /** Two doses at one time, of which each has a time and a size of its own. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void eventsAtOneTimeMoveApart(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-K));
        Event<Tensor, Tensor> one = Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(0)))
                .reset((t, y, args) -> y.plus(args.get(2)));
        Event<Tensor, Tensor> other = Event.<Tensor, Tensor>when(
                        (t, y, args) -> t.minus(args.get(1)).times(-2))
                .reset((t, y, args) -> y.plus(args.get(3)));
        Event<Tensor, Tensor> noted =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(TAU)).continuing();
        Tensor at = Tensor.of(TAU, TAU, 3, 5);
        double e = Math.exp(-K * (T1 - TAU));
        double[] expected = {K * 3 * e, K * 5 * e, e, e};
        for (SolveOptions steps : stepping()) {
            for (Event<?, ?>[] events :
                    List.of(new Event<?, ?>[] {one, other}, new Event<?, ?>[] {other, noted, one, noted})) {
                SolveOptions options = steps.adjoint(adjoint).events(events);
                Function<Tensor, Solution<Tensor>> solve =
                        p -> diffeqsolve(decay, new Tsit5(), 0, T1, Tensor.of(Y0), p, options);
                assertEquals(events.length, solve.apply(at).events().size());
                double[] gradient = Autodiff.grad(
                                (Tensor p) -> solve.apply(p).y1().sum())
                        .apply(at)
                        .toArray();
                double[] times = Autodiff.grad((Tensor p) -> {
                            List<EventOccurrence<Tensor>> all = solve.apply(p).events();
                            return all.get(0)
                                    .t()
                                    .times(10)
                                    .plus(all.get(events.length / 2).t());
                        })
                        .apply(at)
                        .toArray();
                double[] moving = events.length == 2 ? new double[] {10, 1, 0, 0} : new double[] {1, 10, 0, 0};
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], gradient[i], CLOSE * 10, adjoint + ", " + steps + ", number " + i);
                    assertEquals(moving[i], times[i], 1e-12, adjoint + ", time " + i);
                }
            }
        }
    }

    /** A ball in a corner: x(T) = −vx T − x0 whatever it does to y. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void eachWallOfACornerReflectsItsOwnPart(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> free =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(2), y.get(3), Tensor.scalar(0), Tensor.scalar(0)));
        Event<Tensor, Tensor> left = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1), y.get(2).negate(), y.get(3)));
        Event<Tensor, Tensor> floor = Event.<Tensor, Tensor>when((t, y, args) -> y.get(1))
                .falling()
                .reset((t, y, args) ->
                        Tensor.stack(y.get(0), y.get(1), y.get(2), y.get(3).negate()));
        Tensor start = Tensor.of(0.125, 0.375, -0.125, -0.375); // both walls at t = 1
        for (SolveOptions steps : stepping()) {
            for (Event<?, ?>[] walls : List.of(new Event<?, ?>[] {left, floor}, new Event<?, ?>[] {floor, left})) {
                SolveOptions options = steps.adjoint(adjoint).events(walls);
                for (int part = 0; part < 4; part++) {
                    int index = part;
                    double[] gradient = Autodiff.grad(
                                    (Tensor y0) -> diffeqsolve(free, new Dopri5(), 0, 4, y0, null, options)
                                            .y1()
                                            .get(index))
                            .apply(start)
                            .toArray();
                    for (int i = 0; i < 4; i++) {
                        double expected = i == part ? -1 : i == part + 2 ? -4 : 0;
                        assertEquals(expected, gradient[i], 1e-11, adjoint + ", " + part + " by " + i);
                    }
                }
            }
        }
    }

    /** A dose, and then all of it halved: 1.5 less, or 3, by which is first. */
    @Test
    void eventsWhoseOrderMattersHaveNoDerivative() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-K));
        Event<Tensor, Tensor> dose =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(0))).reset((t, y, args) -> y.plus(3));
        Event<Tensor, Tensor> half =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(1))).reset((t, y, args) -> y.times(0.5));
        Event<Tensor, Tensor> end = Event.when((t, y, args) -> t.minus(args.get(1)));
        for (Adjoint adjoint : adjoints()) {
            for (Event<?, ?>[] events : List.of(
                    new Event<?, ?>[] {dose, half}, new Event<?, ?>[] {dose, end}, new Event<?, ?>[] {half, end})) {
                Function<Tensor, Tensor> loss = p -> diffeqsolve(
                                decay,
                                new Tsit5(),
                                0,
                                T1,
                                Tensor.of(Y0),
                                p,
                                SolveOptions.standard()
                                        .dt0(0.1)
                                        .adjoint(adjoint)
                                        .events(events))
                        .y1()
                        .sum();
                if (events[0] == half) {
                    Autodiff.grad(loss).apply(Tensor.of(TAU, TAU)); // both are at the second time, always
                } else {
                    var refused = assertThrows(
                            GradientException.class, () -> Autodiff.grad(loss).apply(Tensor.of(TAU, TAU)));
                    assertEquals(
                            "events 0 and 1 occur together at t = 0.5, and what comes of them depends on which is first, so there is"
                                    + " no derivative; move one of them, or make one event of both",
                            refused.getMessage());
                    assertThrows(
                            GradientException.class, () -> Autodiff.jvp(loss, Tensor.of(TAU, TAU), Tensor.of(1, 0)));
                }
            }
        }
    }

    /** u(t) is 1, from τ on 5; a dose at that very time: y(T) moves with the time of the dose alone, by k D e^(−k(T−τ)). */
    @ParameterizedTest
    @MethodSource("adjoints")
    void aDoseWhereTheFieldJumpsMovesAlone(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> infused = new ODETerm<>(
                (t, y, args) -> y.times(-K).plus(t.greater(TAU).times(4).plus(1)));
        Event<Tensor, Tensor> dose = Event.<Tensor, Tensor>when((t, y, args) -> t.minus(args.get(0)))
                .reset((t, y, args) -> y.plus(args.get(1)));
        SolveOptions options = SolveOptions.standard()
                .controller(new ClipStepSizeController(new PIDController(1e-9, 1e-9)).jumpTs(TAU))
                .adjoint(adjoint)
                .events(dose);
        double[] gradient = Autodiff.grad(
                        (Tensor p) -> diffeqsolve(infused, new Tsit5(), 0, T1, Tensor.of(Y0), p, options)
                                .y1()
                                .sum())
                .apply(Tensor.of(TAU, DOSE))
                .toArray();
        double e = Math.exp(-K * (T1 - TAU));
        assertEquals(K * DOSE * e, gradient[0], CLOSE);
        assertEquals(e, gradient[1], CLOSE);
    }

    /** y' = 1 on a grid with the event on one of its points: what comes out moves with t0 and t1 as the formula says. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void timesOfASolveMoveAroundAnEventOnItsGrid(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> square =
                new ODETerm<>((t, y, args) -> t.times(2).plus(y.times(0)));
        for (double tau : new double[] {0.5, 0.3}) {
            Event<Tensor, Tensor> twice =
                    Event.<Tensor, Tensor>when((t, y, args) -> t.minus(tau)).reset((t, y, args) -> y.times(2));
            SubSaveAt<Tensor, Tensor, Tensor> steps =
                    SubSaveAt.of(SaveAt.steps(), (t, y, args) -> t.times(100).plus(y.get(0)));
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.125)
                    .adjoint(adjoint)
                    .saveAt(SaveAt.subs(steps))
                    .events(twice);
            Function<Tensor, Tensor> rows =
                    p -> diffeqsolve(square, new Tsit5(), p.get(0), p.get(1), Tensor.of(0), null, options)
                            .saved(steps)
                            .ys();
            Tensor at = Tensor.of(0, 1);
            int count = rows.apply(at).size();
            for (int row = 0; row < count; row++) {
                int index = row;
                double[] gradient = Autodiff.grad((Tensor p) -> rows.apply(p).get(index))
                        .apply(at)
                        .toArray();
                double t = solveTimes(tau)[row];
                double[] tDot =
                        t == tau ? new double[] {0, 0} : t == 0.125 ? new double[] {1, 0} : new double[] {1 - t, t};
                double y0Dot = t <= tau ? 0 : 0; // y = t² − t0² before, 2 (τ² − t0²) + t² − τ² after, at t0 = 0
                for (int i = 0; i < 2; i++) {
                    assertEquals((100 + 2 * t) * tDot[i] + y0Dot, gradient[i], 1e-10, adjoint + ", row " + row);
                }
            }
        }
    }

    private static double[] solveTimes(double tau) {
        return tau == 0.5
                ? new double[] {0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1}
                : new double[] {0.125, 0.25, 0.3, 0.375, 0.5, 0.625, 0.75, 0.875, 1};
    }

    /** A reset that reads the time, after a boolean event: that time is a point of the grid, which moves with t0 and t1. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void aResetAtTheEndOfAStepSeesItsTimeMove(Adjoint adjoint) {
        ODETerm<Tensor, Tensor> still = new ODETerm<>((t, y, args) -> y.times(0));
        Event<Tensor, Tensor> noted =
                Event.<Tensor, Tensor>whenTrue((t, y, args) -> t.greater(0.55)).reset((t, y, args) -> y.plus(t));
        SolveOptions options =
                SolveOptions.standard().dt0(0.125).adjoint(adjoint).events(noted);
        double[] gradient = Autodiff.grad(
                        (Tensor p) -> diffeqsolve(still, new Tsit5(), p.get(0), p.get(1), Tensor.of(1), null, options)
                                .y1()
                                .sum())
                .apply(Tensor.of(0, 1))
                .toArray();
        assertEquals(1 - 0.625, gradient[0], 1e-12, adjoint.toString());
        assertEquals(0.625, gradient[1], 1e-12, adjoint.toString());
    }
}
