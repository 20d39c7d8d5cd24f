package org.palinode.tests.ode.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Sample;

/** Paths through data: their values, slopes, what becomes of missing values, and gradients for data, knots and time. */
class InterpolationTest {
    private static final double NAN = Double.NaN;
    /** Rounding of a handful of operations on numbers of size 1 to 10. */
    private static final double ROUNDING = 1e-14;

    private static final Tensor TS = Tensor.of(0, 1, 1.5, 3, 4.25);
    private static final Tensor YS = Tensor.of(new double[][] {{1, 2}, {3, -1}, {-2, 0.5}, {0.25, 4}, {2, 2}});
    private static final Tensor GAPS = Tensor.of(new double[][] {{NAN, 2}, {3, NAN}, {NAN, NAN}, {0.25, 4}, {2, NAN}});

    static Stream<Arguments> paths() {
        return Stream.of(
                path("linear", LinearInterpolation::of),
                path("rectilinear", LinearInterpolation::rectilinear),
                path("backward Hermite", CubicInterpolation::backwardHermite),
                path(
                        "Hermite",
                        (ts, ys) ->
                                CubicInterpolation.hermite(ts, ys, ys.times(0.3).sin())),
                path("linear with gaps", (ts, ys) -> LinearInterpolation.of(ts, MissingValues.fill(ts, gappy(ys)))),
                path("rectilinear with gaps", (ts, ys) -> LinearInterpolation.rectilinear(ts, gappy(ys))),
                path("backward Hermite with gaps", (ts, ys) -> CubicInterpolation.backwardHermite(ts, gappy(ys))),
                path(
                        "backward Hermite with ends filled",
                        (ts, ys) -> CubicInterpolation.backwardHermite(ts, MissingValues.fillEnds(gappy(ys)))),
                path(
                        "backward Hermite from a slope",
                        (ts, ys) -> CubicInterpolation.backwardHermite(
                                ts, gappy(ys), ys.get(2).times(0.3))),
                path(
                        "linear with time",
                        (ts, ys) -> LinearInterpolation.of(ts, ys).withTime()),
                path(
                        "rectilinear with time",
                        (ts, ys) -> LinearInterpolation.rectilinear(ts, ys).withTime()));
    }

    /** NaN where {@link #GAPS} has it, by adding it there. */
    private static Tensor gappy(Tensor ys) {
        double[] holes = GAPS.toArray();
        for (int i = 0; i < holes.length; i++) {
            holes[i] = Double.isNaN(holes[i]) ? NAN : 0;
        }
        return ys.plus(Tensor.of(GAPS.shape(), holes));
    }

    private static Arguments path(String name, BiFunction<Tensor, Tensor, Path> path) {
        return Arguments.of(name, path);
    }

    @Test
    void linesGoThroughTheirValues() {
        Path path = LinearInterpolation.of(TS, YS);
        assertArrayEquals(new double[] {1, 2}, at(path, 0));
        assertArrayEquals(new double[] {2, 0.5}, at(path, 0.5), ROUNDING);
        assertArrayEquals(new double[] {-2, 0.5}, at(path, 1.5), ROUNDING);
        assertArrayEquals(new double[] {2, 2}, at(path, 4.25), ROUNDING);
        assertArrayEquals(new double[] {2.7, 1.2}, at(path, 4.75), 1e-12); // the last line goes on
        assertArrayEquals(
                new double[] {-10, 3}, path.derivative(Tensor.scalar(1.2)).toArray(), ROUNDING);
    }

    private static double[] at(Path path, double t) {
        return path.evaluate(Tensor.scalar(t)).toArray();
    }

    @Test
    void aRectilinearPathHoldsItsValueToTheNextKnot() {
        Path path = LinearInterpolation.rectilinear(TS, YS);
        assertArrayEquals(new double[] {1, 2}, at(path, 0.999));
        assertArrayEquals(new double[] {3, -1}, at(path, 1));
        assertArrayEquals(new double[] {0.25, 4}, at(path, 4));
        assertArrayEquals(new double[] {2, 2}, at(path, 4.25));
        assertArrayEquals(TS.toArray(), path.knots());
        assertArrayEquals(new double[] {0, 0}, path.derivative(Tensor.scalar(2)).toArray());
    }

    @Test
    void missingValuesLieOnTheLineBetweenTheirNeighbours() {
        double[] filled = MissingValues.fill(TS, GAPS).toArray();
        assertArrayEquals(new double[] {3, 2, 3, 2 + 2.0 / 3, 3 - 2.75 * 0.25, 3, 0.25, 4, 2, 4}, filled, ROUNDING);
        double[] carried = MissingValues.carryForward(TS, GAPS).toArray();
        assertArrayEquals(new double[] {3, 2, 3, 2, 3, 2, 0.25, 4, 2, 4}, carried);
    }

    /** Leaving a knot out and marking its value as missing are the same. */
    @Test
    void backwardHermiteSkipsMissingValues() {
        Path with = CubicInterpolation.backwardHermite(TS, Tensor.of(new double[][] {{1}, {NAN}, {-2}, {0.5}, {NAN}}));
        Path without =
                CubicInterpolation.backwardHermite(Tensor.of(0, 1.5, 3), Tensor.of(new double[][] {{1}, {-2}, {0.5}}));
        for (double t = 0; t <= 3; t += 0.125) {
            assertArrayEquals(at(without, t), at(with, t), ROUNDING);
            if (t < 3) { // there the longer path goes on, and is constant
                assertArrayEquals(
                        without.derivative(Tensor.scalar(t)).toArray(),
                        with.derivative(Tensor.scalar(t)).toArray(),
                        ROUNDING * 10);
            }
        }
        assertArrayEquals(new double[] {0.5}, at(with, 4), ROUNDING);
    }

    @Test
    void backwardHermiteHasTheSlopesOfTheLinesBefore() {
        Path path = CubicInterpolation.backwardHermite(TS, YS);
        double[] y = YS.toArray();
        double[] t = TS.toArray();
        for (int i = 1; i < 4; i++) {
            double slope = (y[2 * i] - y[2 * i - 2]) / (t[i] - t[i - 1]);
            assertEquals(slope, path.derivative(TS.get(i)).get(0).item(), ROUNDING * 10);
            assertEquals(
                    slope, path.derivative(Tensor.scalar(t[i] - 1e-9)).get(0).item(), 1e-7); // its slope is smooth
            assertEquals(y[2 * i], path.evaluate(TS.get(i)).get(0).item(), ROUNDING);
            assertEquals(
                    y[2 * i], path.evaluate(Tensor.scalar(t[i] - 1e-12)).get(0).item(), 1e-10);
        }
    }

    @Test
    void hermiteReproducesACubic() {
        Tensor ys = TS.times(TS).times(TS).minus(TS.times(2)).reshape(5, 1);
        Path path =
                CubicInterpolation.hermite(TS, ys, TS.square().times(3).minus(2).reshape(5, 1));
        for (double t : new double[] {0, 0.3, 1, 1.2, 2.9, 4.25}) {
            assertEquals(t * t * t - 2 * t, at(path, t)[0], 1e-13 * 80);
            assertEquals(3 * t * t - 2, path.derivative(Tensor.scalar(t)).item(), 1e-12 * 60);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void gradientsForDataKnotsAndTimeAreThoseOfFiniteDifferences(String name, BiFunction<Tensor, Tensor, Path> make) {
        record Data(Tensor ts, Tensor ys, Tensor t) {}
        for (double time : new double[] {0.3, 1.2, 2.2, 3.9}) {
            Function<Data, Tensor> loss = data -> {
                Path path = make.apply(data.ts(), data.ys());
                return Sample.weighted(path.evaluate(data.t()))
                        .plus(Sample.weighted(path.derivative(data.t())).times(0.3));
            };
            Autodiff.checkGradients(loss, new Data(TS, YS, Tensor.scalar(time)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("paths")
    void theDerivativeIsTheTangentOfTheValue(String name, BiFunction<Tensor, Tensor, Path> make) {
        Path path = make.apply(TS, YS);
        for (double time : new double[] {0.3, 1.2, 2.2, 3.9}) {
            Tensor tangent = Autodiff.jvp(path::evaluate, Tensor.scalar(time), Tensor.scalar(1))
                    .tangent();
            assertArrayEquals(
                    tangent.toArray(), path.derivative(Tensor.scalar(time)).toArray(), ROUNDING * 10);
        }
    }

    /** y' = u(t): the integral of the lines, to rounding, for steps end at the knots; its gradient for the data is that of a trapezoid. */
    @Test
    void aFieldReadsAPathAndGradientsReachItsData() {
        for (Adjoint adjoint : new Adjoint[] {SolveOptions.standard().adjoint(), new ReversibleAdjoint()}) {
            Function<Tensor, Tensor> integral = ys -> {
                Path path = LinearInterpolation.of(TS, ys);
                ODETerm<Tensor, Tensor> term =
                        new ODETerm<>((t, y, args) -> path.evaluate(t).plus(y.times(0)));
                SolveOptions options = SolveOptions.standard()
                        .controller(new ClipStepSizeController(new PIDController(1e-6, 1e-8)).stepTs(path.knots()))
                        .adjoint(adjoint);
                return DiffEqSolve.diffeqsolve(term, new Tsit5(), 0, 4.25, Tensor.of(0, 0), null, options)
                        .y1();
            };
            assertArrayEquals(
                    new double[] {2 + 0.25 - 1.3125 + 1.40625, 0.5 - 0.125 + 3.375 + 3.75},
                    integral.apply(YS).toArray(),
                    1e-12);
            Tensor gradient =
                    Autodiff.grad((Tensor ys) -> integral.apply(ys).get(0)).apply(YS);
            double[] trapezoid = {0.5, 0.75, 1, 1.375, 0.625};
            for (int i = 0; i < 5; i++) {
                assertEquals(trapezoid[i], gradient.get(i, 0).item(), 1e-12);
                assertEquals(0, gradient.get(i, 1).item(), 0);
            }
        }
    }

    /** Its numbers are looked at, and inside of a field there are none. */
    @Test
    void aPathThatIsMadeInsideOfAFieldIsRefusedWithWhereToMakeIt() {
        var field = new ODETerm<Tensor, Tensor>(
                (t, y, values) -> CubicInterpolation.backwardHermite(TS, values).evaluate(t));
        refused(
                () -> DiffEqSolve.diffeqsolve(field, new Tsit5(), 0, 1, 0.1, Tensor.zeros(2), YS),
                "a path is made from numbers, but its values f64[5, 2] belong to a program being traced;"
                        + " make the path outside of the field, which may close over it: gradients reach it all the same;"
                        + " a Trainer whose loss makes the path of its batch runs eagerly()");
    }

    @Test
    void dataThatDoesNotFitIsRefused() {
        LinearInterpolation line = LinearInterpolation.of(Tensor.of(0, 1), Tensor.of(2, 4));
        refused(
                () -> line.evaluate(Tensor.of(0.1, 0.9)),
                "a path is evaluated at one time, a scalar, got f64[2]; give its numbers one by one");
        refused(() -> line.derivative(Tensor.zeros(0)), "a path is evaluated at one time, a scalar, got f64[0]");
        refused(
                () -> LinearInterpolation.of(Tensor.scalar(1), YS),
                "the knots of a path must be a float64 vector of at least two times");
        refused(
                () -> LinearInterpolation.of(Tensor.of(1.0), Tensor.of(1.0)),
                "the knots of a path must be a float64 vector of at least two");
        refused(
                () -> CubicInterpolation.backwardHermite(Tensor.of(0, 2, 2, 3, 4), YS),
                "the knots of a path must be finite and rise, but ts[2] = 2.0 after 2.0");
        refused(
                () -> LinearInterpolation.of(Tensor.of(0, 1, NAN, 3, 4), YS),
                "the knots of a path must be finite and not fall, but ts[2] = NaN after 1.0");
        refused(() -> LinearInterpolation.of(Tensor.of(0, 1), YS), "a path needs a value for each of its 2 knots");
        refused(
                () -> CubicInterpolation.of(TS, YS, YS, YS, YS),
                "CubicInterpolation needs coefficients of one shape for each of 4 pieces");
        refused(
                () -> CubicInterpolation.hermite(TS, GAPS, YS),
                "this path needs all values, but value 0 of channel 0 is NaN");
        refused(
                () -> LinearInterpolation.of(TS, Tensor.of(1, 2, NAN, 4, 5)),
                "this path needs all values, but value 2 of channel 0 is NaN; fill the gaps with MissingValues.fill");
        refused(
                () -> grad(ys -> LinearInterpolation.of(TS, ys).evaluate(TS.get(0)), Tensor.of(1, 2, 3, 4, NAN)),
                "this path needs all values, but value 4 of channel 0 is NaN");
        refused(
                () -> MissingValues.fill(Tensor.of(0, 1), Tensor.of(new double[][] {{1, NAN}, {2, NAN}})),
                "channel 1 of the data has no value at all");
    }

    /** The loss that the Javadoc of {@code known} gives leaves gaps out of value and gradient; the product it warns of is NaN. */
    @Test
    void aLossOverDataWithGapsIsMadeOfKnownValuesAlone() {
        Tensor data = Tensor.of(new double[][] {{1, Double.NaN}, {Double.NaN, 4}, {5, 6}});
        Tensor known = MissingValues.known(data);
        assertArrayEquals(new double[] {1, 0, 0, 1, 1, 1}, known.toArray());
        Function<Tensor, Tensor> loss = model -> Tensor.where(known, model.minus(data), data.zerosLike())
                .square()
                .sum();
        assertEquals(1 + 4 + 9 + 16, loss.apply(Tensor.full(data.type(), 2)).item());
        assertArrayEquals(
                new double[] {2, 0, 0, -4, -6, -8},
                Autodiff.grad(loss).apply(Tensor.full(data.type(), 2)).toArray());
        assertTrue(Double.isNaN(data.times(known).sum().item()));
    }
}
