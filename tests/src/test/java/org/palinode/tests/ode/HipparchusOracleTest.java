package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
        integrator.addEventDetector(new Crossing(times, rising));
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

    private record Crossing(List<Double> times, List<Boolean> rising) implements ODEEventDetector {
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
            return (state, detector, increasing) -> {
                times.add(state.getTime());
                rising.add(increasing);
                return Action.CONTINUE;
            };
        }

        @Override
        public double g(ODEStateAndDerivative state) {
            double[] y = state.getPrimaryState();
            return y[0] - y[1] + Math.sin(state.getTime());
        }
    }
}
