package org.palinode.tests.ode.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.BatchOfSeries;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;
import org.palinode.tests.ode.support.Sample;

/** What becomes of time series before they control an equation: time and counts as channels, ends, batches, increments. */
class PathsOfSeriesTest {
    private static final double NAN = Double.NaN;
    private static final double ROUNDING = 1e-14;
    private static final Tensor TS = Tensor.of(0, 1, 1.5, 3, 4.25);
    private static final Tensor YS = Tensor.of(new double[][] {{1, 2}, {3, -1}, {-2, 0.5}, {0.25, 4}, {2, 2}});
    private static final Tensor GAPS = Tensor.of(new double[][] {{NAN, 2}, {3, NAN}, {NAN, NAN}, {0.25, 4}, {2, NAN}});

    private static double[] increment(Path path, double from, double to) {
        return path.increment(Tensor.scalar(from), Tensor.scalar(to)).toArray();
    }

    private static double[] at(Path path, double t) {
        return path.evaluate(Tensor.scalar(t)).toArray();
    }

    private static double[] slope(Path path, double t) {
        return path.derivative(Tensor.scalar(t)).toArray();
    }

    /** A jump belongs to the interval that it ends: increments over neighbours add up, and none is counted twice or left out. */
    @Test
    void incrementsOfARectilinearPathHaveTheJumpsUpToTheirEnd() {
        Path path = LinearInterpolation.rectilinear(TS, YS);
        assertArrayEquals(new double[] {2, -3}, increment(path, 0, 1));
        assertArrayEquals(new double[] {2, -3}, increment(path, 0.5, 1.25));
        assertArrayEquals(new double[] {0, 0}, increment(path, 1, 1.25));
        assertArrayEquals(new double[] {-5, 1.5}, increment(path, 1, 1.5));
        assertArrayEquals(new double[] {1.75, -2}, increment(path, 3, 4.25));
        assertArrayEquals(new double[] {-2, 3}, increment(path, 1, 0));
        assertArrayEquals(new double[] {1, 1.5, 3, 4.25}, path.jumps());
        assertArrayEquals(new double[] {}, LinearInterpolation.of(TS, YS).jumps());
        assertArrayEquals(
                new double[] {1, 1.5, 3}, LinearInterpolation.of(TS, YS).kinks());
    }

    /** With time it is the lead-lag path: time runs between knots, and values jump at them. */
    @Test
    void timeRunsWhereValuesRest() {
        Path path = LinearInterpolation.rectilinear(TS, YS).withTime();
        assertArrayEquals(new double[] {0.5, 2, -3}, increment(path, 0.5, 1), ROUNDING);
        assertArrayEquals(new double[] {0.4, 0, 0}, increment(path, 1, 1.4), ROUNDING);
        assertArrayEquals(new double[] {1, 0, 0}, slope(path, 1.2));
    }

    @Test
    void timeIsTheFirstChannelOfAnyPath() {
        Path path = CubicInterpolation.backwardHermite(TS, GAPS);
        double[] plain = at(path, 2.2);
        assertArrayEquals(new double[] {2.2, plain[0], plain[1]}, at(path.withTime(), 2.2));
        assertArrayEquals(
                new double[] {0, 4.25},
                new double[] {path.withTime().t0(), path.withTime().t1()});
        assertArrayEquals(path.knots(), path.withTime().knots());

        Path scalars = LinearInterpolation.of(TS, TS.square());
        assertArrayEquals(new double[] {0.5, 0.5}, at(scalars.withTime(), 0.5), ROUNDING);

        Path batch = LinearInterpolation.of(TS, Tensor.stack(1, YS, YS.times(2)));
        Tensor value = batch.withTime().evaluate(Tensor.scalar(1));
        assertEquals(Shape.of(2, 3), value.shape());
        assertArrayEquals(new double[] {1, 3, -1, 1, 6, -2}, value.toArray(), ROUNDING);

        Path single = LinearInterpolation.of(TS, YS.cast(DType.FLOAT32)).withTime();
        assertEquals(DType.FLOAT32, single.evaluate(Tensor.scalar(1)).dtype());
        assertEquals(DType.FLOAT32, single.derivative(Tensor.scalar(1)).dtype());
    }

    /** The increment of time is taken in float64: at t = 3e7 neighbouring float32 numbers lie 2 apart. */
    @Test
    void smallIncrementsOfLateTimesKeepTheirDigits() {
        Tensor late = Tensor.of(3e7, 3e7 + 1);
        Path path = LinearInterpolation.of(late, Tensor.zeros(2, 1).cast(DType.FLOAT32))
                .withTime();
        assertEquals(0.25, increment(path, 3e7 + 0.25, 3e7 + 0.5)[0]);
    }

    @Test
    void countsSayHowOftenEachChannelWasKnown() {
        Tensor counted = MissingValues.withCounts(GAPS);
        assertEquals(Shape.of(5, 4), counted.shape());
        double[] expected = {NAN, 2, 0, 1, 3, NAN, 1, 1, NAN, NAN, 1, 1, 0.25, 4, 2, 2, 2, NAN, 3, 2};
        assertArrayEquals(expected, counted.toArray());
        assertEquals(
                Shape.of(3, 2), MissingValues.withCounts(Tensor.of(1, NAN, 2)).shape());
        Tensor gradient = Autodiff.grad((Tensor ys) -> {
                    Path path = CubicInterpolation.backwardHermite(TS, MissingValues.withCounts(ys));
                    return Sample.weighted(path.evaluate(Tensor.scalar(2)));
                })
                .apply(YS);
        assertTrue(gradient.abs().max().item() > 0.1);
    }

    @Test
    void endsAreFilledAndGapsStay() {
        double[] filled = MissingValues.fillEnds(GAPS).toArray();
        assertArrayEquals(new double[] {3, 2, 3, NAN, NAN, NAN, 0.25, 4, 2, 4}, filled);
    }

    /** Left as they are, a path is at rest before the first value and starts with a slope; filled, it starts without. */
    @Test
    void pathsThroughFilledEndsAreSmooth() {
        Tensor ys = Tensor.of(new double[][] {{NAN}, {3}, {-2}, {NAN}, {NAN}});
        Path bare = CubicInterpolation.backwardHermite(TS, ys);
        Path smooth = CubicInterpolation.backwardHermite(TS, MissingValues.fillEnds(ys));
        for (double knot : new double[] {1, 1.5, 3}) {
            double before = slope(smooth, knot - 1e-9)[0];
            assertEquals(before, slope(smooth, knot)[0], 1e-7, "at " + knot); // the slope's own change over 1e-9
        }
        assertEquals(0, slope(bare, 0.999)[0]);
        assertEquals(-10, slope(bare, 1)[0], 1e-13);
        assertEquals(-2, at(bare, 2)[0]);
        assertEquals(-2, at(smooth, 3)[0], ROUNDING);
        assertTrue(at(smooth, 2)[0] < -2.5); // it overshoots by 4/27 of slope times length, and comes back
    }

    @Test
    void aPathMayStartWithAGivenSlope() {
        Path path = CubicInterpolation.backwardHermite(TS, GAPS, Tensor.of(0.5, -1.5));
        assertArrayEquals(new double[] {0, -1.5}, slope(path, 0), ROUNDING);
        assertEquals(0.5, slope(path, 1)[0], ROUNDING); // the first value of channel 0
        assertEquals(4, at(path, 3)[1], ROUNDING);
        assertEquals(2 / 3.0, slope(path, 3 - 1e-9)[1], 1e-7); // ends with the slope of the line, as without
        refused(
                () -> CubicInterpolation.backwardHermite(TS, GAPS, Tensor.scalar(0)),
                "the slope at the start of a path must be f64[2] like its values, got f64[]");
    }

    /** Each series of a batch is the path of that series alone, held after its end. */
    @Test
    void aBatchOfSeriesIsEachOfThem() {
        Tensor times = Tensor.of(0, 0.5, 1, 2);
        Tensor values = Tensor.of(new double[][] {{5, NAN}, {4, 1}, {3, 2}, {7, 1}});
        BatchOfSeries batch = BatchOfSeries.of(List.of(TS, times), List.of(YS, values));
        assertArrayEquals(new double[] {0, 0.5, 1, 1.5, 2, 3, 4.25}, batch.ts().toArray());
        assertEquals(Shape.of(7, 2, 2), batch.ys().shape());
        Path both = CubicInterpolation.backwardHermite(batch.ts(), batch.ys());
        Path first = CubicInterpolation.backwardHermite(TS, YS);
        Path second = CubicInterpolation.backwardHermite(times, values);
        for (double t = 0; t <= 4.25; t += 0.125) {
            double[] found = at(both, t);
            double[] one = at(first, t);
            double[] two = t < 2 ? at(second, t) : new double[] {7, 1};
            assertArrayEquals(new double[] {one[0], one[1], two[0], two[1]}, found, 4 * ROUNDING, "t = " + t);
        }
    }

    @Test
    void gradientsOfABatchReachEachSeries() {
        record Series(Tensor ts, Tensor first, Tensor second) {}
        Function<Series, Tensor> loss = in -> {
            BatchOfSeries batch =
                    BatchOfSeries.of(List.of(in.ts(), in.ts().slice(0, 0, 3)), List.of(in.first(), in.second()));
            Path path = CubicInterpolation.backwardHermite(batch.ts(), batch.ys());
            return Sample.weighted(path.evaluate(Tensor.scalar(1.2)))
                    .plus(Sample.weighted(path.evaluate(Tensor.scalar(2.2))));
        };
        Autodiff.checkGradients(loss, new Series(TS, YS, YS.slice(0, 1, 4).sin()));
    }

    @Test
    void whatMakesNoBatchIsRefused() {
        refused(
                () -> BatchOfSeries.of(List.of(TS), List.of()),
                "a batch of series needs times and values for each of one or more, got 1 of times and 0 of values");
        refused(
                () -> BatchOfSeries.of(List.of(TS, TS), List.of(YS, YS.slice(1, 0, 1))),
                "the series of a batch need the same channels, but series 0 is f64[5, 2] and series 1 is f64[5, 1]");
        refused(
                () -> BatchOfSeries.of(List.of(TS, TS.slice(0, 0, 3)), List.of(YS, YS)),
                "a path needs a value for each of its 3 knots along the first axis");
        refused(() -> MissingValues.withCounts(Tensor.scalar(1)), "data with missing values have a row for each time");
        refused(
                () -> MissingValues.fillEnds(Tensor.of(new double[][] {{1, NAN}, {2, NAN}})),
                "channel 1 of the data has no value at all");
    }
}
