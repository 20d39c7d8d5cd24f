package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
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
}
