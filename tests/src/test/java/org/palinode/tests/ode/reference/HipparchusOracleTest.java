package org.palinode.tests.ode.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketedUnivariateSolver;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.events.Action;
import org.hipparchus.ode.events.AdaptableInterval;
import org.hipparchus.ode.events.ODEEventDetector;
import org.hipparchus.ode.events.ODEEventHandler;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;

/** Problems without closed form, against another library's code and method, with the right sides typed a second time. */
class HipparchusOracleTest {
    private record Equation(int dimension, Function<double[], double[]> slope) implements OrdinaryDifferentialEquation {
        @Override
        public double[] computeDerivatives(double t, double[] y) {
            double[] withTime = Arrays.copyOf(y, y.length + 1);
            withTime[y.length] = t;
            return slope.apply(withTime);
        }

        @Override
        public int getDimension() {
            return dimension;
        }
    }

    static Stream<Arguments> problems() {
        ODETerm<Tensor, Tensor> lorenz = new ODETerm<>((t, y, args) -> Tensor.stack(
                y.get(1).minus(y.get(0)).times(10),
                y.get(0).times(y.get(2).negate().plus(28)).minus(y.get(1)),
                y.get(0).times(y.get(1)).minus(y.get(2).times(8.0 / 3))));
        Function<double[], double[]> lorenzByHand =
                y -> new double[] {10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8 * y[2] / 3};
        ODETerm<Tensor, Tensor> forced = new ODETerm<>((t, y, args) -> Tensor.stack(
                y.get(1),
                y.get(0)
                        .square()
                        .negate()
                        .plus(1)
                        .times(y.get(1))
                        .minus(y.get(0))
                        .plus(t.cos())));
        Function<double[], double[]> forcedByHand =
                y -> new double[] {y[1], (1 - y[0] * y[0]) * y[1] - y[0] + Math.cos(y[2])};
        return Stream.of(
                Arguments.of("Lorenz", lorenz, lorenzByHand, new double[] {1, 2, 20}, 3),
                Arguments.of("forced van der Pol", forced, forcedByHand, new double[] {2, 0}, 12));
    }

    /** Both at 1e-12; Lorenz' equations enlarge errors by some hundred until t = 3. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void anotherLibraryFindsTheSameSolution(
            String name, ODETerm<Tensor, Tensor> term, Function<double[], double[]> byHand, double[] y0, double t1) {
        DormandPrince853Integrator integrator = new DormandPrince853Integrator(1e-12, 1, 1e-12, 1e-12);
        double[] expected = integrator
                .integrate(new Equation(y0.length, byHand), new ODEState(0, y0), t1)
                .getPrimaryState();
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-12, 1e-12))
                .maxSteps(100_000)
                .saveAt(SaveAt.t1());
        Tensor actual = diffeqsolve(term, new Dopri8(), 0, t1, Tensor.of(y0), null, options)
                .y1();
        assertEquals(0, Gap.relative(Tensor.of(expected), actual), 1e-9);
    }

    /** Every sign change of a condition on a chaotic orbit, with the direction: both libraries find the same list. */
    @Test
    void anotherLibraryFindsTheSameEvents() {
        Arguments lorenz = problems().findFirst().orElseThrow();
        @SuppressWarnings("unchecked")
        ODETerm<Tensor, Tensor> term = (ODETerm<Tensor, Tensor>) lorenz.get()[1];
        @SuppressWarnings("unchecked")
        Function<double[], double[]> byHand = (Function<double[], double[]>) lorenz.get()[2];
        double[] y0 = (double[]) lorenz.get()[3];
        List<Double> times = new ArrayList<>();
        List<Boolean> rising = new ArrayList<>();
        DormandPrince853Integrator integrator = new DormandPrince853Integrator(1e-12, 1, 1e-12, 1e-12);
        integrator.addEventDetector(new Watch(y -> y[0] - y[1] + Math.sin(y[3]), new Crossing(times, rising)));
        integrator.integrate(new Equation(3, byHand), new ODEState(0, y0), 5);

        Event<Tensor, Tensor> crossing =
                Event.when((t, y, args) -> y.get(0).minus(y.get(1)).plus(t.sin()));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-12, 1e-12))
                .maxSteps(100_000);
        for (boolean up : new boolean[] {true, false}) {
            Event<Tensor, Tensor> event = (up ? crossing.rising() : crossing.falling()).continuing();
            double[] found =
                    diffeqsolve(term, new Dopri8(), 0, 5, Tensor.of(y0), null, options.events(event)).events().stream()
                            .mapToDouble(each -> each.t().item())
                            .toArray();
            double[] expected = IntStream.range(0, times.size())
                    .filter(i -> rising.get(i) == up)
                    .mapToDouble(times::get)
                    .toArray();
            assertTrue(expected.length > 3, "there is something to see: " + times);
            assertArrayEquals(
                    expected, found, 1e-8); // both at 1e-12; the orbit enlarges errors by some thousand until t = 5
        }
    }

    /** A dozen bounces with friction: each is found, and each begins a new flight from where it was. */
    @Test
    void anotherLibrarySeesABallBounceAsOften() {
        Function<double[], double[]> byHand = y -> new double[] {y[1], -9.81 - 0.1 * y[1]};
        List<Double> times = new ArrayList<>();
        DormandPrince853Integrator integrator = new DormandPrince853Integrator(1e-12, 1, 1e-12, 1e-12);
        integrator.addEventDetector(new Watch(y -> y[0], new Bounce(times)));
        integrator.integrate(new Equation(2, byHand), new ODEState(0, new double[] {10, 0}), 17);

        ODETerm<Tensor, Tensor> ball = new ODETerm<>(
                (t, y, args) -> Tensor.stack(y.get(1), y.get(1).times(-0.1).minus(9.81)));
        Event<Tensor, Tensor> bounce = Event.<Tensor, Tensor>when((t, y, args) -> y.get(0))
                .falling()
                .reset((t, y, args) -> Tensor.stack(y.get(0), y.get(1).times(-0.9)));
        double[] found = times(ball, new double[] {10, 0}, 17, bounce);
        assertTrue(found.length > 10, "there is something to see: " + times);
        assertArrayEquals(times.stream().mapToDouble(Double::doubleValue).toArray(), found, 1e-9); // 1e-12 a flight
    }

    /** A relaxation passes eight levels on its fast branches, several of them within a step. */
    @Test
    void anotherLibraryFindsSeveralEventsInOneStep() {
        Arguments forced = problems().skip(1).findFirst().orElseThrow();
        @SuppressWarnings("unchecked")
        ODETerm<Tensor, Tensor> term = (ODETerm<Tensor, Tensor>) forced.get()[1];
        @SuppressWarnings("unchecked")
        Function<double[], double[]> byHand = (Function<double[], double[]>) forced.get()[2];
        double[] y0 = (double[]) forced.get()[3];
        List<Double> times = new ArrayList<>();
        List<Event<Tensor, Tensor>> events = new ArrayList<>();
        DormandPrince853Integrator integrator = new DormandPrince853Integrator(1e-12, 1, 1e-12, 1e-12);
        for (int i = 0; i < 8; i++) {
            double level = -0.07 + 0.02 * i;
            integrator.addEventDetector(new Watch(y -> y[0] - level, new Crossing(times, new ArrayList<>())));
            events.add(Event.<Tensor, Tensor>when((t, y, args) -> y.get(0).minus(level))
                    .continuing());
        }
        integrator.integrate(new Equation(2, byHand), new ODEState(0, y0), 12);
        double[] steps = diffeqsolve(term, new Dopri8(), 0, 12, Tensor.of(y0), null, FINE)
                .stepTimes();
        double[] found = times(term, y0, 12, events.toArray(Event[]::new));
        assertTrue(
                IntStream.range(1, steps.length)
                        .anyMatch(i -> Arrays.stream(found)
                                        .filter(t -> steps[i - 1] < t && t < steps[i])
                                        .count()
                                > 1),
                "several in a step");
        assertArrayEquals(
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray(), found, 1e-9); // both at 1e-12
    }

    /** The same, by the direction in which a condition on the velocity is crossed. */
    @Test
    void anotherLibraryFindsTheSameTurningPoints() {
        Arguments forced = problems().skip(1).findFirst().orElseThrow();
        @SuppressWarnings("unchecked")
        ODETerm<Tensor, Tensor> term = (ODETerm<Tensor, Tensor>) forced.get()[1];
        @SuppressWarnings("unchecked")
        Function<double[], double[]> byHand = (Function<double[], double[]>) forced.get()[2];
        List<Double> times = new ArrayList<>();
        List<Boolean> rising = new ArrayList<>();
        DormandPrince853Integrator integrator = new DormandPrince853Integrator(1e-12, 1, 1e-12, 1e-12);
        integrator.addEventDetector(new Watch(y -> y[1] + 0.3, new Crossing(times, rising)));
        integrator.integrate(new Equation(2, byHand), new ODEState(0, new double[] {2, 0}), 12);
        Event<Tensor, Tensor> turning = Event.when((t, y, args) -> y.get(1).plus(0.3));
        for (boolean up : new boolean[] {true, false}) {
            double[] found =
                    times(term, new double[] {2, 0}, 12, (up ? turning.rising() : turning.falling()).continuing());
            double[] expected = IntStream.range(0, times.size())
                    .filter(i -> rising.get(i) == up)
                    .mapToDouble(times::get)
                    .toArray();
            assertTrue(expected.length > 1, "there is something to see: " + times);
            assertArrayEquals(expected, found, 1e-9); // both at 1e-12
        }
    }

    private static final SolveOptions FINE =
            SolveOptions.standard().controller(new PIDController(1e-12, 1e-12)).maxSteps(100_000);

    private static double[] times(ODETerm<Tensor, Tensor> term, double[] y0, double t1, Event<?, ?>... events) {
        return diffeqsolve(term, new Dopri8(), 0, t1, Tensor.of(y0), null, FINE.events(events)).events().stream()
                .mapToDouble(each -> each.t().item())
                .toArray();
    }

    /** Notes when, and in which direction. */
    private record Crossing(List<Double> times, List<Boolean> rising) implements ODEEventHandler {
        @Override
        public Action eventOccurred(ODEStateAndDerivative state, ODEEventDetector detector, boolean increasing) {
            times.add(state.getTime());
            rising.add(increasing);
            return Action.CONTINUE;
        }
    }

    /** Notes when a ball comes down, and throws it up again. */
    private record Bounce(List<Double> times) implements ODEEventHandler {
        @Override
        public Action eventOccurred(ODEStateAndDerivative state, ODEEventDetector detector, boolean increasing) {
            if (increasing) {
                return Action.CONTINUE;
            }
            times.add(state.getTime());
            return Action.RESET_STATE;
        }

        @Override
        public ODEState resetState(ODEEventDetector detector, ODEStateAndDerivative state) {
            double[] y = state.getPrimaryState();
            return new ODEState(state.getTime(), new double[] {y[0], -0.9 * y[1]});
        }
    }

    /** A condition on y, with t after its last number. */
    private record Watch(ToDoubleFunction<double[]> condition, ODEEventHandler handler) implements ODEEventDetector {
        @Override
        public AdaptableInterval getMaxCheckInterval() {
            return AdaptableInterval.of(0.01);
        }

        @Override
        public int getMaxIterationCount() {
            return 100;
        }

        @Override
        public BracketedUnivariateSolver<UnivariateFunction> getSolver() {
            return new BracketingNthOrderBrentSolver(0, 1e-14, 0, 5);
        }

        @Override
        public ODEEventHandler getHandler() {
            return handler;
        }

        @Override
        public double g(ODEStateAndDerivative state) {
            double[] y = state.getPrimaryState();
            double[] withTime = Arrays.copyOf(y, y.length + 1);
            withTime[y.length] = state.getTime();
            return condition.applyAsDouble(withTime);
        }
    }
}
