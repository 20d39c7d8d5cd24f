package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.SolveInterruptedException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;

/** Events that nobody could tell, or that never let time go on: how such solves end. */
class EventTroubleTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;
    private static final ODETerm<Tensor, Tensor> ONE = new ODETerm<>((t, y, args) -> y.onesLike());

    private static List<SolveOptions> stepping() {
        return List.of(
                SolveOptions.standard().dt0(0.1),
                SolveOptions.standard().dt0(0.37),
                SolveOptions.standard().controller(new PIDController(1e-6, 1e-6)));
    }

    private static SolveException fails(SolveOptions options, Condition<Tensor, Tensor> condition) {
        return failure(ONE, options.events(Event.when((t, y, args) -> t.minus(5)), Event.when(condition)));
    }

    /** Of a solve from y = [0] over t from 0 to 1. */
    private static SolveException failure(ODETerm<Tensor, Tensor> field, SolveOptions options) {
        return assertThrows(
                SolveException.class, () -> diffeqsolve(field, new Tsit5(), 0, 1, Tensor.of(0), null, options));
    }

    /** √(0.3 − t) + 1 is positive, and from 0.3 on no number: it has not crossed. */
    @Test
    void aConditionThatStopsBeingANumberEndsASolve() {
        for (SolveOptions options : stepping()) {
            SolveException failure =
                    fails(options, (t, y, args) -> t.negate().plus(0.3).sqrt().plus(1));
            assertEquals(Result.CONDITION_NOT_A_NUMBER, failure.result());
            assertTrue(failure.t() <= 0.3, "at " + failure.t());
            assertTrue(
                    failure.getMessage().startsWith("the condition of an event is not a number"), failure.getMessage());
            assertTrue(
                    failure.getMessage().contains("; this is event 1 at t = 0.300000000000000"), failure.getMessage());
            assertTrue(failure.explain().contains("event      1 at t = 0.300000000000000"), failure.explain());
        }
    }

    @Test
    void aConditionThatIsNeverANumberEndsASolveAtItsStart() {
        for (SolveOptions options : stepping()) {
            SolveException failure =
                    fails(options, (t, y, args) -> y.get(0).minus(1).log());
            assertEquals(Result.CONDITION_NOT_A_NUMBER, failure.result());
            assertEquals(0, failure.t());
            assertTrue(failure.getMessage().endsWith("this is event 1 at t = 0.0"), failure.getMessage());
        }
    }

    /** √(0.3 − t) − 0.1 crosses at 0.29, just before it stops being a number; a step sees both. */
    @Test
    void anEventJustBeforeAConditionStopsBeingANumberOccurs() {
        Event<Tensor, Tensor> before =
                Event.when((t, y, args) -> t.negate().plus(0.3).sqrt().minus(0.1));
        for (SolveOptions options : stepping()) {
            Solution<Tensor> solution = diffeqsolve(ONE, new Tsit5(), 0, 1, Tensor.of(0), null, options.events(before));
            assertEquals(Result.EVENT_OCCURRED, solution.outcome().result());
            assertEquals(0.29, solution.y1().item(), 1e-15);
        }
    }

    @Test
    void aBooleanConditionThatIsNoNumberEndsASolveToo() {
        Event<Tensor, Tensor> holds =
                Event.whenTrue((t, y, args) -> t.negate().plus(0.3).sqrt().times(0));
        SolveException failure = failure(ONE, SolveOptions.standard().dt0(0.1).events(holds));
        assertEquals(Result.CONDITION_NOT_A_NUMBER, failure.result());
    }

    /** A reset to a state for which the condition is no number. */
    @Test
    void aResetOutOfAConditionsDomainEndsASolve() {
        Event<Tensor, Tensor> out = Event.<Tensor, Tensor>when(
                        (t, y, args) -> y.get(0).negate().plus(1).sqrt().minus(0.5))
                .reset((t, y, args) -> y.plus(1));
        SolveException failure = failure(ONE, SolveOptions.standard().dt0(0.1).events(out));
        assertEquals(Result.CONDITION_NOT_A_NUMBER, failure.result());
        assertEquals(0.75, failure.t(), 1e-15);
    }

    /** The second of three resets at one time divides by zero: no step is tried from there, and the text names that event. */
    @Test
    void aResetThatIsNotFiniteEndsASolveThere() {
        Event<Tensor, Tensor> half = Event.when((t, y, args) -> t.minus(0.5));
        for (double worth : new double[] {0, Double.NaN}) {
            for (SolveOptions options : stepping()) {
                SolveException failure = failure(
                        ONE,
                        options.saveAt(SaveAt.ts(0.5).andT1())
                                .events(
                                        half.reset((t, y, args) -> y.plus(1)),
                                        half.reset((t, y, args) -> y.dividedBy(worth)),
                                        half.continuing()));
                assertEquals(Result.RESET_NOT_FINITE, failure.result());
                assertEquals(0.5, failure.t());
                assertEquals(0, failure.partial().statistics().rejected());
                assertEquals(0.5, ((Tensor) failure.partial().y(0)).item(), 1e-14, "before the reset");
                assertTrue(
                        failure.getMessage()
                                .startsWith(
                                        "the reset of an event makes a state that is not finite; check what it divides by or takes"
                                                + " the root or logarithm of, and the state there (at t = 0.5, "),
                        failure.getMessage());
                assertTrue(failure.getMessage().endsWith("; this is event 1 at t = 0.5"), failure.getMessage());
            }
        }
    }

    /** What is lost is the solution, and the text says so. */
    @Test
    void aSolutionThatIsNotFiniteIsNotBlamedOnItsEvents() {
        ODETerm<Tensor, Tensor> field =
                new ODETerm<>((t, y, args) -> t.negate().plus(0.3).sqrt());
        SolveException failure = failure(
                field,
                SolveOptions.standard()
                        .dt0(0.1)
                        .events(Event.<Tensor, Tensor>when(
                                (t, y, args) -> y.get(0).minus(9))));
        assertEquals(Result.NON_FINITE, failure.result());
    }

    /** From height 1 above the floor at rest: down after √(2/g), then flights of r, r², ... times twice that. */
    @ParameterizedTest
    @CsvSource({"0.5, 9.81, 0, 1", "0.9, 1, 0, 1", "0.5, 9.81, 1000, 1", "0.25, 1, -3, -1", "0.7, 9.81, 0, -1"})
    void bouncesThatPileUpEndASolveWhereTheyDo(double r, double g, double floor, double direction) {
        ODETerm<Tensor, Tensor> ball =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1).times(direction), Tensor.scalar(-g * direction)));
        Event<Tensor, Tensor> bounce = Event.<Tensor, Tensor>when(
                        (t, y, args) -> y.get(0).minus(floor))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-r)));
        Event<Tensor, Tensor> apex =
                Event.<Tensor, Tensor>when((t, y, args) -> y.get(1)).falling().continuing();
        double fall = Math.sqrt(2 / g);
        double end = direction * fall * (1 + 2 * r / (1 - r));
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(direction * 0.1),
                SolveOptions.standard().controller(new PIDController(1e-8, 1e-8)))) {
            for (Event<?, ?>[] events : List.of(new Event<?, ?>[] {bounce}, new Event<?, ?>[] {apex, bounce})) {
                SolveException failure = assertThrows(
                        SolveException.class,
                        () -> diffeqsolve(
                                ball,
                                new Tsit5(),
                                0,
                                direction * NEVER,
                                Tensor.of(1 + floor, 0),
                                null,
                                options.events(events).saveAt(SaveAt.steps())));
                assertEquals(Result.EVENTS_PILE_UP, failure.result());
                // flights of less than some 100 ulps, and those that rise by less than 8 ulps of the height, are not
                // told from
                // rest
                double shortest = 200 * Math.ulp(end) + 8 * Math.sqrt(8 * Math.ulp(floor) / g);
                double unknown = shortest / (1 - r);
                assertEquals(end, failure.t(), unknown);
                Tensor last = (Tensor) failure.partial().y1();
                assertEquals(floor, last.get(0).item(), 1e-15 * (1 + Math.abs(floor)));
                assertEquals(0, last.get(1).item(), 1e-5, "at rest");
            }
        }
    }

    /** A ball of speed 1 between a wall and one that comes to it, there at t = 1: two events that occur in turn, neither twice running. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.8})
    void eventsThatPileUpInTurnEndASolveToo(double speed) {
        ODETerm<Tensor, Tensor> ball =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(1).times(0)));
        Event<Tensor, Tensor> wall = Event.when((t, y, args) -> y.get(0));
        Event<Tensor, Tensor> press =
                Event.when((t, y, args) -> y.get(0).minus(t.negate().plus(1).times(speed)));
        VectorField<Tensor, Tensor> back =
                (t, y, args) -> Tensor.stack(y.get(0), y.get(1).negate());
        for (SolveOptions options : stepping()) {
            for (Event<?, ?>[] walls :
                    List.of(new Event<?, ?>[] {wall.reset(back), press.reset(back)}, new Event<?, ?>[] {
                        press.rising().reset(back), wall.falling().reset(back)
                    })) {
                SolveException failure = assertThrows(
                        SolveException.class,
                        () -> diffeqsolve(ball, new Tsit5(), 0, 2, Tensor.of(0.1, 1), null, options.events(walls)));
                assertEquals(Result.EVENTS_PILE_UP, failure.result());
                assertEquals(1, failure.t(), 1e-13); // some 100 ulps
            }
        }
    }

    /** A condition just before its zero, when another event changes what it does not see: it crosses yet, and is not lost. */
    @Test
    void anEventJustAfterAnotherOccurs() {
        ODETerm<Tensor, Tensor> path =
                new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), y.get(1).times(0)));
        for (double gap = 0x1p-53; gap < 1e-12; gap *= 2) {
            double level = 0.5 + gap;
            Event<Tensor, Tensor> turn = Event.<Tensor, Tensor>when((t, y, args) -> t.minus(0.5))
                    .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(3)));
            Event<Tensor, Tensor> height = Event.<Tensor, Tensor>when(
                            (t, y, args) -> y.get(0).minus(level))
                    .continuing();
            for (SolveOptions options : stepping()) {
                Solution<Tensor> solution =
                        diffeqsolve(path, new Tsit5(), 0, 1, Tensor.of(0, 1), null, options.events(turn, height));
                assertEquals(2, solution.events().size(), "gap " + gap);
                assertEquals(2, solution.y1().get(0).item(), 1e-14, "gap " + gap);
            }
        }
    }

    @Test
    void bouncesThatPileUpCanBeBounded() {
        ODETerm<Tensor, Tensor> ball = new ODETerm<>((t, y, args) -> Tensor.stack(y.get(1), Tensor.scalar(-1)));
        Event<Tensor, Tensor> bounce = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-0.5)));
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Solution<Tensor> bounded =
                diffeqsolve(ball, new Tsit5(), 0, NEVER, Tensor.of(0.5, 0), null, options.events(bounce.atMost(30)));
        assertEquals(30, bounded.events().size());
        assertEquals(3, bounded.events().get(29).t().item(), 1e-8); // 2⁻²⁹ twice
        SolveException unbounded = assertThrows(
                SolveException.class,
                () -> diffeqsolve(ball, new Tsit5(), 0, NEVER, Tensor.of(0.5, 0), null, options.events(bounce)));
        assertEquals(
                "an event occurs ever faster, infinitely often before time could advance; end the solve there with atMost(n) or a"
                        + " condition on the speed, and continue with a field for what comes after",
                unbounded.getMessage().substring(0, unbounded.getMessage().indexOf(" (at t = ")));
    }

    /** A solution that comes up to a level and turns back there, to rounding: whatever is seen of it, the solve goes on. */
    @Test
    void aTouchToRoundingIsNoPileUp() {
        for (double level : new double[] {1, Math.nextDown(1.0), Math.nextUp(1.0), 1 - 1e-15}) {
            Event<Tensor, Tensor> top = Event.<Tensor, Tensor>when(
                            (t, y, args) -> y.get(0).minus(level))
                    .continuing();
            ODETerm<Tensor, Tensor> turn = new ODETerm<>((t, y, args) -> t.cos().times(y.onesLike()));
            for (SolveOptions options : List.of(
                    SolveOptions.standard().dt0(0.01),
                    SolveOptions.standard().dt0(Math.PI / 8),
                    SolveOptions.standard().controller(new PIDController(1e-12, 1e-12)))) {
                Solution<Tensor> solution =
                        diffeqsolve(turn, new Tsit5(), 0, 3, Tensor.of(0), null, options.events(top, top));
                assertEquals(Math.sin(3), solution.y1().item(), 1e-3);
                assertEquals(0, solution.events().size() % 2);
            }
        }
    }

    @Test
    void aSolveCanBeInterruptedBetweenTheChecksOfAStep() throws InterruptedException {
        Event<Tensor, Tensor> busy =
                Event.<Tensor, Tensor>when((t, y, args) -> t.minus(5)).checks(Integer.MAX_VALUE);
        Throwable[] thrown = new Throwable[1];
        Thread solving = new Thread(() -> diffeqsolve(
                ONE,
                new Tsit5(),
                0,
                1,
                Tensor.of(0),
                null,
                SolveOptions.standard().dt0(1).events(busy)));
        solving.setUncaughtExceptionHandler((thread, failure) -> thrown[0] = failure);
        solving.start();
        solving.interrupt();
        solving.join();
        assertEquals(SolveInterruptedException.class, thrown[0].getClass());
    }
}
