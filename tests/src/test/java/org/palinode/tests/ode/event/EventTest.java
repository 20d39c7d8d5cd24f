package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Where solves end before t1, and what there is then. */
class EventTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final ODETerm<Tensor, Tensor> GROWTH = new ODETerm<>((t, y, args) -> y);
    private static final ODETerm<Tensor, Tensor> ONE = new ODETerm<>((t, y, args) -> y.onesLike());
    private static final ODETerm<Tensor, Tensor> OSCILLATOR =
            new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(0).negate()));
    private static final SolveOptions FINE = SolveOptions.standard().controller(new PIDController(1e-10, 1e-10));

    private static Event<Tensor, Tensor> at(double level) {
        return Event.when((t, y, args) -> y.get(0).minus(level));
    }

    private static Event<Tensor, Tensor> time(double at) {
        return Event.when((t, y, args) -> t.minus(at));
    }

    private static Solution<Tensor> solve(
            ODETerm<Tensor, Tensor> term, double t0, double t1, SolveOptions options, double... y0) {
        return diffeqsolve(term, new Tsit5(), t0, t1, Tensor.of(y0), null, options);
    }

    private static double firstTime(Solution<?> solution) {
        return solution.events().get(0).t().item();
    }

    /** y' = y from 1 is e at t = 1. */
    @Test
    void anEventIsFoundWhereTheSolutionSaysSo() {
        Solution<Tensor> solution = solve(GROWTH, 0, NEVER, FINE.events(at(Math.E)), 1);
        assertEquals(Result.EVENT_OCCURRED, solution.outcome().result());
        assertTrue(solution.isSuccessful());
        assertEquals(1, firstTime(solution), 1e-8); // the solver's tolerance
        assertEquals(Math.E, solution.y1().item(), 4 * Math.ulp(Math.E), "of the last step itself");
        assertEquals(Math.E, solution.events().get(0).y().item(), 4 * Math.ulp(Math.E));
        assertEquals(firstTime(solution), solution.ts()[0]);
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 100, 1000})
    void anAdaptiveSolveEndsAtAValue(double y0) {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        for (SolveOptions options : List.of(FINE, SolveOptions.standard().dt0(0.1))) {
            Solution<Tensor> solution = solve(decay, 0, NEVER, options.events(at(1)), y0);
            assertEquals(1, solution.y1().item(), 1e-14);
            assertEquals(Math.log(y0), firstTime(solution), 1e-5); // of dt 0.1
        }
    }

    @Test
    void aSolveWithoutItsEventReachesT1() {
        Solution<Tensor> solution =
                solve(ONE, 0, 5, SolveOptions.standard().dt0(1).events(at(77)), -3);
        assertEquals(Result.SUCCESSFUL, solution.outcome().result());
        assertEquals(5, solution.ts()[0]);
        assertEquals(2, solution.y1().item(), 1e-14);
        assertTrue(solution.events().isEmpty());
    }

    /** The first step has the size dt0, the others share the rest; an event in it does not move its end. */
    @Test
    void anEventInTheFirstConstantStepLeavesTheGridAsItIs() {
        SolveOptions options = SolveOptions.standard().dt0(0.3);
        double[] grid = solve(ONE, 0, 1, options, 0).stepTimes();
        double[] cut = solve(ONE, 0, 1, options.events(at(0.1).continuing()), 0).stepTimes();
        assertArrayEquals(new double[] {0, 0.3, 0.5, 0.75, 1}, grid, 1e-15);
        assertArrayEquals(new double[] {0, 0.1, 0.3, 0.5, 0.75, 1}, cut, 1e-15);
    }

    @Test
    void aBooleanConditionEndsASolveAtTheEndOfAStep() {
        Event<Tensor, Tensor> beyond = Event.whenTrue((t, y, args) -> t.greater(2.5));
        Solution<Tensor> solution =
                solve(ONE, 0, NEVER, SolveOptions.standard().dt0(1).events(beyond), 0);
        assertEquals(3, firstTime(solution));
        assertEquals(3, solution.y1().item(), 1e-14);
        assertEquals(3, solution.statistics().accepted());
    }

    @Test
    void aConditionThatHoldsAtT0EndsASolveWithoutAStep() {
        Event<Tensor, Tensor> always = Event.whenTrue((t, y, args) -> y.get(0).greater(0));
        SolveOptions options = FINE.events(always).saveAt(SaveAt.t0().andT1());
        Solution<Tensor> solution = solve(ONE, 2, NEVER, options, 3);
        assertEquals(0, solution.statistics().steps());
        assertArrayEquals(new double[] {2, 2}, solution.ts());
        assertEquals(3, solution.y1().item());
        assertEquals(2, firstTime(solution));
        assertEquals(3, solution.events().get(0).y().item());
    }

    @Test
    void aSteadyStateEndsASolve() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-3, 1e-6));
        Solution<Tensor> solution = solve(decay, 0, NEVER, options.events(Event.steadyState()), 1, -2);
        assertEquals(Result.EVENT_OCCURRED, solution.outcome().result());
        assertEquals(0, solution.y1().abs().max().item(), 1e-5);
        Solution<Tensor> atRest = solve(decay, 0, NEVER, options.events(Event.steadyState()), 0, 0);
        assertEquals(0, atRest.statistics().steps(), "steady at t0 already");
        assertEquals(0, atRest.y1().abs().max().item());
        Solution<Tensor> given =
                solve(decay, 0, NEVER, SolveOptions.standard().dt0(0.1).events(Event.steadyState(0, 0.5)), 1);
        assertEquals(Math.exp(-0.7), given.y1().item(), 1e-6, "e^(−0.7) is the first below 0.5");
    }

    @Test
    void theEarlierOfTwoEventsOccurs() {
        Solution<Tensor> solution =
                solve(ONE, 0, 10, SolveOptions.standard().dt0(10).events(time(7), time(5)), 0);
        assertEquals(1, solution.events().size());
        assertEquals(1, solution.events().get(0).event());
        assertEquals(5, firstTime(solution), 1e-14);
    }

    /** The reference's table: x falls through 0 at 5, z rises through 0 at 4. */
    @Test
    void directionsChooseWhichCrossingsCount() {
        ODETerm<Tensor, Tensor> lines = new ODETerm<>((t, y, args) -> Tensor.of(-1, 1));
        Event<Tensor, Tensor> x = Event.when((t, y, args) -> y.get(0));
        Event<Tensor, Tensor> z = Event.when((t, y, args) -> y.get(1));
        double[] expected = {4, 4, 5, 4, 10, 5};
        List<List<Event<Tensor, Tensor>>> settings = List.of(
                List.of(x, z),
                List.of(x, z.rising()),
                List.of(x, z.falling()),
                List.of(x.rising(), z),
                List.of(x.rising(), z.falling()),
                List.of(x.falling(), z.falling()));
        for (int i = 0; i < expected.length; i++) {
            List<Event<Tensor, Tensor>> events = settings.get(i);
            SolveOptions options = SolveOptions.standard().dt0(1).events(events.get(0), events.get(1));
            Solution<Tensor> solution = solve(lines, 0, 10, options, 5, -4);
            double end = solution.ts()[0];
            assertEquals(expected[i], end, 1e-14, "setting " + i);
            assertEquals(5 - end, solution.y1().get(0).item(), 1e-14);
            assertEquals(end - 4, solution.y1().get(1).item(), 1e-14);
        }
    }

    @Test
    void nothingIsSavedLaterThanTheEvent() {
        SaveAt everything =
                SaveAt.t0().andTs(0.5, 1.25, 2.25, 2.75).andSteps().andT1().andDense();
        Solution<Tensor> solution = solve(
                ONE, 0, 4, SolveOptions.standard().dt0(1).saveAt(everything).events(time(2.5)), 0);
        assertArrayEquals(new double[] {0, 0.5, 1, 1.25, 2, 2.25, 2.5}, solution.ts(), 1e-15);
        assertArrayEquals(solution.ts(), solution.ys().toArray(), 1e-14); // y = t
        assertEquals(2.4, solution.evaluate(2.4).item(), 1e-14);
        var late = assertThrows(IllegalArgumentException.class, () -> solution.evaluate(2.6));
        assertTrue(late.getMessage().startsWith("t = 2.6 lies outside the solution, which goes from 0.0 to 2.5"));
    }

    /** The reference's numbers: y' = −y/2 by Euler with h = 1 is 1/2ⁿ, and 3/4 of it half a step later. */
    @Test
    void stepsAreSavedUpToTheEvent() {
        ODETerm<Tensor, Tensor> half = new ODETerm<>((t, y, args) -> y.times(-0.5));
        SolveOptions options =
                SolveOptions.standard().dt0(1).saveAt(SaveAt.steps()).events(time(3.5));
        Solution<Tensor> solution = diffeqsolve(half, new Euler(), 0, 10, Tensor.of(1), null, options);
        assertArrayEquals(new double[] {1, 2, 3, 3.5}, solution.ts(), 1e-15);
        assertArrayEquals(
                new double[] {0.5, 0.25, 0.125, 0.09375}, solution.ys().toArray(), 1e-15);
    }

    /** From 3 down to 0: the condition sees 2.5 and not −2.5. */
    @Test
    void aConditionSeesTrueTimeBackInTime() {
        Event<Tensor, Tensor> early = Event.whenTrue((t, y, args) -> t.less(1));
        Solution<Tensor> bool =
                solve(ONE, 3, 0, SolveOptions.standard().dt0(-0.4).events(early), 0);
        assertTrue(0.5 < firstTime(bool) && firstTime(bool) < 1, "at " + firstTime(bool));
        for (double end : new double[] {0, Double.NEGATIVE_INFINITY}) {
            Solution<Tensor> real =
                    solve(ONE, 3, end, FINE.dt0(-0.4).events(time(0.7).falling()), 1);
            assertEquals(0.7, firstTime(real), 1e-15);
            assertEquals(-1.3, real.y1().item(), 1e-14);
        }
        Solution<Tensor> other =
                solve(ONE, 3, 0, FINE.dt0(-0.4).events(time(0.7).rising()), 1);
        assertEquals(Result.SUCCESSFUL, other.outcome().result(), "as the solve goes on, t − 0.7 falls");
    }

    /** cos t is below −0.99 for 0.28 around π only: one step passes over it. */
    @Test
    void twoCrossingsInsideOneStepAreSeen() {
        Event<Tensor, Tensor> low = Event.when((t, y, args) -> y.get(0).plus(0.99));
        SolveOptions coarse = SolveOptions.standard().controller(new StepTo(0, 0.5, 1, 1.5, 2, 2.5, 2.95, 3.35, 4));
        Solution<Tensor> solution =
                diffeqsolve(OSCILLATOR, new Tsit5(), 0, 4, Tensor.of(1, 0), null, coarse.events(low));
        assertEquals(Math.acos(-0.99), firstTime(solution), 1e-3); // of these steps
        assertEquals(-0.99, solution.y1().get(0).item(), 1e-15);
        Solution<Tensor> blind =
                diffeqsolve(OSCILLATOR, new Tsit5(), 0, 4, Tensor.of(1, 0), null, coarse.events(low.checks(1)));
        assertTrue(blind.events().isEmpty(), "one look a step sees nothing: the resolution is documented");
    }

    /** The first attempt overshoots so far that it crosses; it is rejected, and the solution itself never gets there. */
    @Test
    void anEventOnARejectedStepNeverOccurs() {
        ODETerm<Tensor, Tensor> stiff = new ODETerm<>((t, y, args) -> y.times(-50));
        Event<Tensor, Tensor> large = at(2);
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-9))
                .dt0(1);
        Solution<Tensor> solution = solve(stiff, 0, 1, options.events(large), 1);
        assertTrue(solution.statistics().rejected() > 0);
        assertEquals(Result.SUCCESSFUL, solution.outcome().result());
        Solution<Tensor> fixed =
                solve(stiff, 0, 1, SolveOptions.standard().dt0(1).events(large), 1);
        assertEquals(Result.EVENT_OCCURRED, fixed.outcome().result(), "as a fixed step it counts");
    }

    @Test
    void float32SolvesHaveEvents() {
        Tensor y0 = Tensor.of(1.0).cast(DType.FLOAT32);
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-5, 1e-6));
        Solution<Tensor> solution = diffeqsolve(GROWTH, new Tsit5(), 0, 5, y0, null, options.events(at(Math.E)));
        assertEquals(1, firstTime(solution), 1e-4); // tolerance
        assertEquals(Math.E, solution.y1().item(), 1e-6); // a few ulp of float32
        assertEquals(DType.FLOAT32, solution.y1().dtype());
    }

    /** g = 1: from height 1/2 the ball lands at t = 1 with v = −1; then each arc takes 2 r^k. */
    @Test
    void aBallBouncesAsOftenAsItMay() {
        ODETerm<Tensor, Tensor> falling = new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(-1)));
        double r = 0.5;
        Event<Tensor, Tensor> bounce = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-r)))
                .atMost(6);
        for (SolveOptions options : List.of(
                FINE, SolveOptions.standard().dt0(0.3), SolveOptions.standard().dt0(5))) {
            Solution<Tensor> solution = solve(falling, 0, NEVER, options.events(bounce), 0.5, 0);
            List<EventOccurrence<Tensor>> bounces = solution.events();
            assertEquals(6, bounces.size());
            double time = 1;
            double speed = 1;
            for (EventOccurrence<Tensor> each : bounces) {
                assertEquals(time, each.t().item(), 1e-12); // parabolas are exact; some sums
                assertEquals(0, each.y().get(0).item(), 1e-14);
                assertEquals(-speed, each.y().get(1).item(), 1e-12, "before the reset");
                speed *= r;
                time += 2 * speed;
            }
            assertEquals(Result.EVENT_OCCURRED, solution.outcome().result());
            assertEquals(bounces.get(5).t().item(), solution.ts()[0]);
        }
    }

    @Test
    void constantStepsGoOnAlongTheirGridAfterAReset() {
        SolveOptions options = SolveOptions.standard().dt0(1).saveAt(SaveAt.steps());
        Event<Tensor, Tensor> jump = time(1.5).reset((t, y, args) -> y.plus(10));
        Solution<Tensor> solution = solve(ONE, 0, 3, options.events(jump), 0);
        assertArrayEquals(new double[] {1, 1.5, 2, 3}, solution.ts(), 1e-15);
        assertArrayEquals(new double[] {1, 1.5, 12, 13}, solution.ys().toArray(), 1e-14);
        assertEquals(1, solution.events().size());
    }

    @Test
    void crossingsCanBeNotedWithoutChangingAnything() {
        Event<Tensor, Tensor> zero =
                Event.<Tensor, Tensor>when((t, y, args) -> y.get(0)).continuing();
        Solution<Tensor> solution = solve(OSCILLATOR, 0, 20, FINE.events(zero), 1, 0);
        assertEquals(6, solution.events().size());
        for (int i = 0; i < 6; i++) {
            assertEquals(Math.PI * (i + 0.5), solution.events().get(i).t().item(), 1e-7); // 20 periods of 1e-10
        }
        assertEquals(Math.cos(20), solution.y1().get(0).item(), 1e-7);
    }

    /** Two walls met at one time: a ball in a corner. */
    @Test
    void eventsAtOneTimeAreAllCounted() {
        ODETerm<Tensor, Tensor> free =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(2), y.get(3), Tensor.scalar(0), Tensor.scalar(0)));
        Event<Tensor, Tensor> left = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1), y.get(2).negate(), y.get(3)));
        Event<Tensor, Tensor> floor = Event.<Tensor, Tensor>when((t, y, args) -> y.get(1))
                .falling()
                .reset((t, y, args) ->
                        Tensor.stack(y.get(0), y.get(1), y.get(2), y.get(3).negate()));
        for (double dt : new double[] {0.3, 1, 4}) {
            Solution<Tensor> solution =
                    solve(free, 0, 4, SolveOptions.standard().dt0(dt).events(left, floor), 0.1, 0.3, -0.1, -0.3);
            assertEquals(2, solution.events().size());
            assertArrayEquals(new double[] {0.3, 0.9, 0.1, 0.3}, solution.y1().toArray(), 1e-13);
        }
    }

    /** At 0 and rising at t0, it falls back to 0 within the first step. */
    @Test
    void aConditionThatStartsAtZeroOccursWhenItReturns() {
        ODETerm<Tensor, Tensor> falling = new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(-1)));
        for (double dt : new double[] {0.1, 2, 7}) {
            Solution<Tensor> solution =
                    solve(falling, 0, 20, SolveOptions.standard().dt0(dt).events(at(0)), 0, 1);
            assertEquals(2, firstTime(solution), 1e-13, "steps of " + dt);
        }
    }

    /** sin ωt, which turns more often than it is looked at: what is found is a zero, and never the one at the start. */
    @Test
    void eventsAreZerosHoweverCoarseTheLooks() {
        int seen = 0;
        for (double t0 : new double[] {0, -0.3}) {
            for (double omega = 10; omega < 3e4; omega *= 1.5) {
                double rate = omega;
                Event<Tensor, Tensor> zero = Event.<Tensor, Tensor>when(
                                (t, y, args) -> t.minus(t0).times(rate).sin())
                        .continuing();
                Solution<Tensor> solution =
                        solve(ONE, t0, t0 + 1, SolveOptions.standard().dt0(0.1).events(zero), 0);
                for (EventOccurrence<Tensor> each : solution.events()) {
                    double turns = (each.t().item() - t0) * rate / Math.PI;
                    assertTrue(turns > 0.5, "at " + each.t() + " from " + t0 + ", " + rate);
                    assertEquals(0, Math.sin(Math.PI * turns), 1e-15 * rate, "at " + each.t() + ", " + rate);
                    seen++;
                }
            }
        }
        assertTrue(seen > 300, "only " + seen);
    }

    @Test
    void aSolveGoesOnFromAnEventByItself() {
        Solution<Tensor> first = solve(GROWTH, 0, 3, FINE.events(at(2)), 1);
        Solution<Tensor> second =
                solve(GROWTH, firstTime(first), 3, FINE, first.y1().toArray());
        assertEquals(Math.exp(3), second.y1().item(), 1e-7);
    }

    @Test
    void whatIsNoEventIsRefused() {
        Event<Tensor, Tensor> holds = Event.whenTrue((t, y, args) -> t.greater(1));
        var inside = assertThrows(IllegalArgumentException.class, () -> holds.checks(8));
        assertEquals(
                "a boolean condition is looked at where steps end, not inside, got 8 checks; use Event.when with a real one, or smaller"
                        + " steps",
                inside.getMessage());
        var vector = assertThrows(
                IllegalArgumentException.class,
                () -> solve(GROWTH, 0, 1, FINE.events(Event.<Tensor, Tensor>when((t, y, args) -> y)), 1, 2));
        assertEquals(
                "the condition of event 0 must be a scalar, got f64[2]; pick one number with get(i), or take the max or sum; for each of several,"
                        + " such as balls, write an event of its own",
                vector.getMessage());
        var steady = assertThrows(
                IllegalArgumentException.class,
                () -> solve(GROWTH, 0, 1, SolveOptions.standard().dt0(1).events(Event.steadyState()), 1));
        assertEquals(
                "Event.steadyState() takes its tolerances from an adaptive controller, and this solve has none; give them:"
                        + " Event.steadyState(rtol, atol)",
                steady.getMessage());
        var backsolve = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(GROWTH, 0, 1, FINE.adjoint(new BacksolveAdjoint()).events(at(2)), 1));
        assertEquals(
                "BacksolveAdjoint cannot differentiate events, whose times its backward solve does not know; use"
                        + " RecursiveCheckpointAdjoint, or ReversibleAdjoint for constant memory",
                backsolve.getMessage());
        var endless = assertThrows(IllegalArgumentException.class, () -> solve(GROWTH, 0, NEVER, FINE, 1));
        assertEquals(
                "t0 and t1 must be finite, got 0.0 and Infinity; t1 may be infinite where an event ends the solve",
                endless.getMessage());
        var reset = assertThrows(
                IllegalArgumentException.class,
                () -> solve(GROWTH, 0, 1, FINE.events(at(2).reset((t, y, args) -> Tensor.of(1, 2, 3))), 1));
        assertEquals(
                "the new state of y must be f64[1] like the state, got f64[3]; broadcastTo or reshape give a tensor another shape",
                reset.getMessage());
        var direction = assertThrows(
                IllegalArgumentException.class,
                () -> Event.whenTrue((t, y, args) -> t).rising());
        assertEquals(
                "a boolean condition has no direction; negate it, or use Event.when with a real one",
                direction.getMessage());
        var limit = assertThrows(IllegalArgumentException.class, () -> at(1).atMost(2));
        assertEquals(
                "this event ends the solve the first time; with reset(...) or continuing() it may occur 2 times",
                limit.getMessage());
        assertEquals(
                "an event must be allowed to occur at least once, got 0",
                assertThrows(IllegalArgumentException.class, () -> at(1).atMost(0))
                        .getMessage());
        assertEquals(
                "an event is checked at least once a step, got 0",
                assertThrows(IllegalArgumentException.class, () -> at(1).checks(0))
                        .getMessage());
    }

    private static <A> Event<Tensor, A> ofAnyArguments() {
        return Event.when((t, y, args) -> y.get(0).minus(2));
    }

    @Test
    void anEventForOtherArgumentsIsRefused() {
        record Rates(Tensor rate) {}
        Event<Tensor, Rates> condition = Event.when((t, y, args) -> y.get(0).minus(args.rate()));
        Event<Tensor, Rates> reset = EventTest.<Rates>ofAnyArguments().reset((t, y, args) -> y.plus(args.rate()));
        Event<Tensor, Rates> named = Event.when(new Condition<Tensor, Rates>() {
            @Override
            public Tensor apply(Tensor t, Tensor y, Rates args) {
                return y.get(0).minus(args.rate());
            }
        });
        for (Event<Tensor, Rates> event : List.of(condition, reset, named)) {
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> diffeqsolve(GROWTH, new Tsit5(), 0, 1, Tensor.of(1), Tensor.of(2), FINE.events(event)));
            String function = event == reset ? "the reset" : "the condition";
            assertEquals(
                    function
                            + " of event 0 is written for another state or other arguments: this solve has a Tensor as its state and a"
                            + " Tensor as its arguments; give one that takes what the vector field takes",
                    refused.getMessage());
        }
        Event<Tensor, Tensor> wrong = Event.when((t, y, args) -> {
            Object text = "no tensor";
            return (Tensor) text;
        });
        assertThrows(ClassCastException.class, () -> solve(GROWTH, 0, 1, FINE.events(wrong), 1), "an error of its own");
    }

    /** What y1() says where there is nothing. */
    @Test
    void aSolutionWithoutRowsSaysWhy() {
        SolveOptions late = FINE.saveAt(SaveAt.ts(5));
        Solution<Tensor> ended = solve(ONE, 0, 9, late.events(at(2)), 0);
        assertEquals(
                "this solution has no saved values: an event ended the solve at t = "
                        + ended.events().get(0).t().item()
                        + ", before the first of the times they were asked for at; ask for the state there too, with"
                        + " SaveAt.ts(...).andT1(), or read it from events()",
                assertThrows(IllegalStateException.class, ended::y1).getMessage());
        assertEquals(
                2,
                solve(ONE, 0, 9, FINE.saveAt(SaveAt.ts(5).andT1()).events(at(2)), 0)
                        .y1()
                        .item(),
                1e-14);
        ODETerm<Tensor, Tensor> square = new ODETerm<>((t, y, args) -> y.square());
        Solution<Tensor> failed = solve(square, 0, 9, FINE.throwing(false), 1);
        String text = assertThrows(IllegalStateException.class, failed::y1).getMessage();
        assertTrue(text.startsWith("this solution has no saved values: the solve failed at t = "), text);
        assertTrue(
                text.endsWith("; explain() says why, and SaveAt.t0() or andSteps() would keep what comes before"),
                text);
        assertEquals(
                text,
                assertThrows(IllegalStateException.class, () -> failed.y(0)).getMessage());
        Solution<Tensor> dense = solve(ONE, 0, 9, FINE.saveAt(SaveAt.dense()), 0);
        assertEquals(
                "this solution has no saved values; ask for some with SaveAt.t1() or SaveAt.ts(...)",
                assertThrows(IllegalStateException.class, dense::y1).getMessage());
    }

    /** In another unit of time, a power of two, everything is the same to the last bit; near t0 = 1e6 units too. */
    @Test
    void theUnitOfTimeDoesNotMatter() {
        for (double unit : new double[] {0x1p-40, 0x1p-10, 1, 0x1p20, 0x1p40}) {
            ODETerm<Tensor, Tensor> scaled = new ODETerm<>(
                    (t, y, args) -> Tensor.stack(y.get(1), y.get(0).negate()).times(1 / unit));
            Event<Tensor, Tensor> zero =
                    Event.<Tensor, Tensor>when((t, y, args) -> y.get(0)).continuing();
            for (double t0 : new double[] {0, 0x1p20 * unit}) {
                SolveOptions options = FINE.dt0(0x1p-6 * unit).events(zero);
                Solution<Tensor> solution = solve(scaled, t0, t0 + 5 * unit, options, 1, 0);
                assertEquals(2, solution.events().size());
                double tolerance = t0 == 0 ? 1e-8 : 1e-8 + 2 * Math.ulp(0x1p20);
                assertEquals(Math.PI / 2, (firstTime(solution) - t0) / unit, tolerance, "unit " + unit + ", t0 " + t0);
            }
        }
    }
}
