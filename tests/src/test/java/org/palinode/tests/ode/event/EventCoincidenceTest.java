package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Condition;
import org.palinode.ode.event.Event;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * Events where several things fall on one time. y' = 1 from 0, so that y is the time that has passed; each event adds 1 to y. The time of an
 * event is τ, in a solve from t0 to t1 in either direction.
 */
@Tag("thorough")
class EventCoincidenceTest {
    private static final double DOSE = 1;

    /** How a condition passes zero at τ, in time that rises as the solve goes on, and whether that is an event. */
    private enum Passage {
        RISING(1, 1, true),
        FALLING(-1, 1, true),
        RISING_FLAT(1, 3, true),
        FALLING_FLAT(-1, 3, true),
        TOUCHING_FROM_ABOVE(1, 2, false),
        TOUCHING_FROM_BELOW(-1, 2, false),
        POLE(1, -1, false),
        DOUBLE_POLE(1, -2, false);

        private final double sign;
        private final int power;
        private final boolean crosses;

        Passage(double sign, int power, boolean crosses) {
            this.sign = sign;
            this.power = power;
            this.crosses = crosses;
        }

        Condition<Tensor, Tensor> at(double tau, double direction) {
            return (t, y, args) -> t.minus(tau).times(direction).power(power).times(sign);
        }

        boolean counts(Wanted wanted) {
            return crosses
                    && switch (wanted) {
                        case RISING -> sign > 0;
                        case FALLING -> sign < 0;
                        case EITHER -> true;
                    };
        }
    }

    private enum Wanted {
        RISING,
        FALLING,
        EITHER;

        Event<Tensor, Tensor> of(Condition<Tensor, Tensor> condition) {
            Event<Tensor, Tensor> event = Event.when(condition);
            return switch (this) {
                case RISING -> event.rising();
                case FALLING -> event.falling();
                case EITHER -> event;
            };
        }
    }

    /** Steps in which τ is inside, an end, an end but for rounding, or at a jump. */
    private static Map<String, SolveOptions> stepping(double t0, double t1, double tau) {
        double direction = Math.signum(t1 - t0);
        PIDController pid = new PIDController(1e-6, 1e-6);
        Map<String, SolveOptions> all = new LinkedHashMap<>();
        for (double dt : new double[] {0.1, 0.125, 0.3, 7}) {
            all.put("steps of " + dt, SolveOptions.standard().dt0(direction * dt));
        }
        all.put("adaptive", SolveOptions.standard().controller(pid));
        all.put("adaptive from 0.1", SolveOptions.standard().controller(pid).dt0(direction * 0.1));
        all.put("stepTs", SolveOptions.standard().controller(new ClipStepSizeController(pid).stepTs(tau, 0.4)));
        all.put("jumpTs", SolveOptions.standard().controller(new ClipStepSizeController(pid).jumpTs(tau, 0.4)));
        if (t0 != tau && t1 != tau) {
            all.put("StepTo", SolveOptions.standard().controller(new StepTo(t0, tau, t1)));
        }
        return all;
    }

    private static Solution<Tensor> solve(
            double t0, double t1, SolveOptions options, List<Event<Tensor, Tensor>> events) {
        ODETerm<Tensor, Tensor> clock =
                new ODETerm<>((t, y, args) -> y.onesLike().times(Math.signum(t1 - t0)));
        Event<?, ?>[] all = events.toArray(Event<?, ?>[]::new);
        return diffeqsolve(clock, new Tsit5(), t0, t1, Tensor.of(0), null, options.events(all));
    }

    private static List<Event<Tensor, Tensor>> doses(Event<Tensor, Tensor> event, int count) {
        return Collections.nCopies(count, event.reset((t, y, args) -> y.plus(DOSE)));
    }

    /** Every way to pass zero × every direction that is wanted × every kind of step × one to four at once × both directions of time. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.9})
    void whatCrossesOccursOnceAndNothingElseDoes(double tau) {
        for (double direction : new double[] {1, -1}) {
            for (double t1 : new double[] {tau, tau + direction * 0.7}) {
                double t0 = direction > 0 ? 0 : tau + 0.4;
                for (Map.Entry<String, SolveOptions> steps :
                        stepping(t0, t1, tau).entrySet()) {
                    for (Passage passage : Passage.values()) {
                        for (Wanted wanted : Wanted.values()) {
                            for (int count = 1; count <= (wanted == Wanted.EITHER ? 4 : 2); count++) {
                                String name = steps.getKey() + ", " + passage + ", " + wanted + ", " + count
                                        + " at once, from " + t0 + " to " + t1;
                                assertDoses(t0, t1, tau, passage, wanted, count, steps.getValue(), name);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void assertDoses(
            double t0,
            double t1,
            double tau,
            Passage passage,
            Wanted wanted,
            int count,
            SolveOptions options,
            String name) {
        double direction = Math.signum(t1 - t0);
        Event<Tensor, Tensor> event = wanted.of(passage.at(tau, direction));
        Solution<Tensor> solution = assertDoesNotThrow(() -> solve(t0, t1, options, doses(event, count)), name);
        int expected = passage.counts(wanted) ? count : 0;
        assertEquals(expected, solution.events().size(), name);
        double before = Math.abs(tau - t0);
        for (int i = 0; i < expected; i++) {
            EventOccurrence<Tensor> each = solution.events().get(i);
            assertEquals(i, each.event(), name);
            assertEquals(tau, each.t().item(), 4 * Math.ulp(tau), name); // after a jump there it is two ulps late
            assertEquals(before, each.y().item(), 4e-15, name); // sums of ten steps
        }
        double applied = tau == t1 ? 0 : expected * DOSE;
        assertEquals(Result.SUCCESSFUL, solution.outcome().result(), name);
        assertEquals(Math.abs(t1 - t0) + applied, solution.y1().item(), 1e-14, name);
    }

    /** As above, where the event ends the solve, and where the state and not the time says when. */
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 0.7, 0.9})
    void anEventEndsASolveAtItsTime(double tau) {
        for (double direction : new double[] {1, -1}) {
            double t0 = direction > 0 ? 0 : 1;
            double t1 = 1 - t0;
            double level = Math.abs(tau - t0);
            for (Map.Entry<String, SolveOptions> steps : stepping(t0, t1, tau).entrySet()) {
                for (boolean byState : new boolean[] {true, false}) {
                    Event<Tensor, Tensor> end = byState
                            ? Event.when((t, y, args) -> y.get(0).minus(level))
                            : Event.when((t, y, args) -> t.minus(tau));
                    Solution<Tensor> solution = solve(t0, t1, steps.getValue(), List.of(end, end));
                    assertEquals(2, solution.events().size(), steps.getKey());
                    assertEquals(tau, solution.ts()[0], 1e-15, steps.getKey());
                    assertEquals(level, solution.y1().item(), 1e-15, steps.getKey());
                }
            }
        }
    }

    /** A condition that is zero at t0 is no event there, whichever way it goes; one that comes back to zero is. */
    @ParameterizedTest
    @EnumSource(Passage.class)
    void nothingOccursAtTheStart(Passage passage) {
        for (double direction : new double[] {1, -1}) {
            for (double t0 : new double[] {0, 0.3}) {
                double t1 = t0 + direction;
                for (Map.Entry<String, SolveOptions> steps :
                        stepping(t0, t1, t0).entrySet()) {
                    for (Wanted wanted : Wanted.values()) {
                        Event<Tensor, Tensor> event = wanted.of(passage.at(t0, direction));
                        Solution<Tensor> solution = solve(t0, t1, steps.getValue(), doses(event, 2));
                        assertEquals(0, solution.events().size(), steps.getKey() + ", " + wanted + ", from " + t0);
                        Condition<Tensor, Tensor> back =
                                (t, y, args) -> t.minus(t0).times(t.minus(t0).minus(0.3 * direction));
                        Solution<Tensor> again = solve(t0, t1, steps.getValue(), doses(Event.when(back), 2));
                        assertEquals(2, again.events().size(), steps.getKey() + ", from " + t0);
                        assertEquals(
                                t0 + 0.3 * direction, again.events().get(0).t().item(), 2e-15);
                    }
                }
            }
        }
    }

    /** Of two conditions, one jumps by the other's reset over its zero: no event; but if it is zero at the same time it occurs too. */
    @Test
    void whatCrossesAtOneTimeOccursWhateverTheResetsDo() {
        Event<Tensor, Tensor> clock = Event.when((t, y, args) -> t.minus(0.5));
        for (double level : new double[] {0.5, 0.75}) {
            Event<Tensor, Tensor> height = Event.when((t, y, args) -> y.get(0).minus(level));
            for (Map.Entry<String, SolveOptions> steps : stepping(0, 1, 0.5).entrySet()) {
                List<Event<Tensor, Tensor>> both =
                        List.of(doses(clock, 1).get(0), doses(height, 1).get(0));
                Solution<Tensor> solution = solve(0, 1, steps.getValue(), both);
                int expected = level == 0.5 ? 2 : 1;
                assertEquals(expected, solution.events().size(), steps.getKey());
                assertEquals(1 + expected, solution.y1().item(), 1e-14, steps.getKey());
            }
        }
    }

    /** A tank that is empty at 0.5 and stays so: the event is where it begins to be. */
    @Test
    void aConditionThatComesToRestAtZeroOccursWhereItDoes() {
        for (double tau : new double[] {0.3, 0.5, 0.65}) {
            for (Map.Entry<String, SolveOptions> steps : stepping(0, 1, tau).entrySet()) {
                Event<Tensor, Tensor> empty =
                        Event.when((t, y, args) -> t.negate().plus(tau).relu());
                Solution<Tensor> solution = solve(0, 1, steps.getValue(), doses(empty, 2));
                assertEquals(2, solution.events().size(), steps.getKey());
                assertEquals(tau, solution.events().get(0).t().item(), 4 * Math.ulp(tau), steps.getKey());
                assertEquals(
                        0,
                        solve(0, 1, steps.getValue(), doses(empty.rising(), 1))
                                .events()
                                .size());
            }
        }
    }

    /** A dose where the field jumps, in either direction of time, and a row there: before the dose. */
    @Test
    void aRowAtAJumpIsBeforeTheEventThere() {
        for (double direction : new double[] {1, -1}) {
            Event<Tensor, Tensor> dose = Event.when((t, y, args) -> t.minus(0.5));
            for (boolean ends : new boolean[] {true, false}) {
                SolveOptions options = SolveOptions.standard()
                        .controller(new ClipStepSizeController(new PIDController(1e-6, 1e-6)).jumpTs(0.5))
                        .saveAt(SaveAt.ts(0.5).andT1());
                List<Event<Tensor, Tensor>> events = ends ? List.of(dose) : doses(dose, 1);
                Solution<Tensor> solution = solve(0.5 - 0.5 * direction, 0.5 + 0.5 * direction, options, events);
                assertEquals(0.5, solution.y(0).item(), 1e-15);
                assertEquals(ends ? 0.5 : 2, solution.y1().item(), 1e-15);
                assertEquals(2, solution.ts().length);
                assertEquals(1, solution.events().size());
            }
        }
    }

    /** Time is float64 whatever the state is: doses that float32 could not tell apart, each at its time, and rows before each. */
    @Test
    void float32SolvesKnowTimesToTheBit() {
        double[] times = {100, 100.00001, 100.3, 100.3};
        ODETerm<Tensor, Tensor> still = new ODETerm<>((t, y, args) -> y.zerosLike());
        Event<?, ?>[] doses = Arrays.stream(times)
                .mapToObj(at ->
                        Event.<Tensor, Tensor>when((t, y, args) -> t.minus(at)).reset((t, y, args) -> y.plus(1)))
                .toArray(Event<?, ?>[]::new);
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(0.1),
                SolveOptions.standard().dt0(1),
                SolveOptions.standard().controller(new PIDController(1e-4, 1e-4)))) {
            Solution<Tensor> solution = diffeqsolve(
                    still,
                    new Tsit5(),
                    99,
                    101,
                    Tensor.float32(0),
                    null,
                    options.saveAt(SaveAt.ts(100, 100.00001, 100.3).andT1()).events(doses));
            assertEquals(4, solution.events().size());
            assertArrayEquals(new double[] {0, 1, 2, 4}, solution.ys().toArray());
        }
    }

    /** A condition by a float32 state, which crosses at 1/2 to rounding, and a clock there: both occur once. */
    @Test
    void float32StatesCoincideToTheirRounding() {
        ODETerm<Tensor, Tensor> clock = new ODETerm<>((t, y, args) -> y.onesLike());
        Event<Tensor, Tensor> height = Event.when((t, y, args) -> y.get(0).minus(0.5));
        Event<Tensor, Tensor> time = Event.when((t, y, args) -> t.minus(0.5));
        for (double dt : new double[] {0.1, 0.125, 0.3, 7}) {
            Solution<Tensor> solution = diffeqsolve(
                    clock,
                    new Tsit5(),
                    0,
                    1,
                    Tensor.float32(0),
                    null,
                    SolveOptions.standard()
                            .dt0(dt)
                            .saveAt(SaveAt.ts(0.5).andT1())
                            .events(time.reset((t, y, args) -> y.plus(1)), height.reset((t, y, args) -> y.plus(1))));
            assertEquals(2, solution.events().size(), "steps of " + dt);
            assertEquals(0, solution.events().get(0).event(), "as they were given");
            assertEquals(0.5, solution.events().get(1).t().item(), "when the clock says, steps of " + dt);
            assertArrayEquals(new double[] {0.5, 3}, solution.ys().toArray(), 1e-6, "steps of " + dt);
        }
    }

    /** A clock, and a state that comes to its level an ulp or two before it or after: the clock says when, for both. */
    @Test
    void theTimeOfEventsTogetherIsThatOfTheClock() {
        Event<Tensor, Tensor> height = Event.when((t, y, args) -> y.get(0).minus(0.6));
        Event<Tensor, Tensor> time = Event.when((t, y, args) -> t.minus(0.6));
        for (int ulps = -3; ulps <= 3; ulps++) {
            double ahead = ulps * Math.ulp(0.6);
            for (double dt : new double[] {0.1, 0.125, 0.7, 7}) {
                for (boolean clockFirst : new boolean[] {true, false}) {
                    List<Event<Tensor, Tensor>> both = clockFirst
                            ? List.of(doses(time, 1).get(0), doses(height, 1).get(0))
                            : List.of(doses(height, 1).get(0), doses(time, 1).get(0));
                    Solution<Tensor> solution = diffeqsolve(
                            new ODETerm<Tensor, Tensor>((t, y, args) -> y.onesLike()),
                            new Tsit5(),
                            0,
                            1,
                            Tensor.of(ahead),
                            null,
                            SolveOptions.standard()
                                    .dt0(dt)
                                    .saveAt(SaveAt.ts(0.6).andT1())
                                    .events(both.get(0), both.get(1)));
                    String name = ulps + " ulps, steps of " + dt;
                    assertArrayEquals(new double[] {0.6, 3}, solution.ys().toArray(), 1e-14, name);
                    for (int i = 0; i < 2; i++) {
                        assertEquals(i, solution.events().get(i).event(), name);
                        assertEquals(0.6, solution.events().get(i).t().item(), name);
                    }
                }
            }
        }
    }

    /** Implicit and other steps of an ulp, between an event and the next point of the grid. */
    @Test
    void everyKindOfSolverTakesTheStepBesideAnEvent() {
        RootFinder finder = RootFinder.veryChord().tolerances(1e-10, 1e-10);
        for (Solver solver : List.of(
                new Kvaerno5(finder),
                new Rodas5P(),
                new ImplicitEuler(finder),
                new ReversibleHeun(),
                new Reversible(new Tsit5()))) {
            for (double tau : new double[] {0.3, 0.7, 0.1}) {
                ODETerm<Tensor, Tensor> clock = new ODETerm<>((t, y, args) -> y.onesLike());
                Solution<Tensor> solution = diffeqsolve(
                        clock,
                        solver,
                        0,
                        1,
                        Tensor.of(0),
                        null,
                        SolveOptions.standard()
                                .dt0(0.1)
                                .saveAt(SaveAt.ts(tau).andT1())
                                .events(Event.<Tensor, Tensor>when((t, y, args) -> t.minus(tau))
                                        .reset((t, y, args) -> y.plus(DOSE))));
                assertEquals(1, solution.events().size(), solver.toString());
                assertEquals(tau, solution.y(0).item(), 1e-14, solver.toString());
                assertEquals(2, solution.y1().item(), 1e-14, solver.toString());
            }
        }
    }
}
