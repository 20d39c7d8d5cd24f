package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.path.BatchOfSeries;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;
import org.palinode.ode.term.Term;

/** Solutions of controlled equations: closed forms, conventions, orders. */
class ControlledSolvesTest {
    private static final double NAN = Double.NaN;
    private static final Tensor TS = Tensor.of(0, 0.3, 0.7, 1.1, 1.6, 2);
    private static final Tensor Y0 = Tensor.of(1, -0.5, 0.25);

    /** sin t and cos t at the knots; time comes before them. */
    private static Tensor data() {
        return Tensor.stack(1, TS.sin(), TS.cos());
    }

    /** A bounded field [3, 3] whose columns do not commute: the order of increments matters. */
    private static ControlTerm<Tensor, Void> twisted(Path path) {
        Tensor weights = Tensor.of(new double[][] {
            {0.4, -0.3, 0.2, 0.1, 0.5, -0.6, 0.7, 0.2, -0.1},
            {-0.2, 0.6, 0.3, -0.5, 0.1, 0.4, 0.2, -0.7, 0.3},
            {0.5, 0.1, -0.4, 0.3, -0.2, 0.6, -0.1, 0.4, 0.2}
        });
        return new ControlTerm<>((t, y, args) -> y.matmul(weights).tanh().reshape(3, 3), path);
    }

    private static Tensor end(Term<Tensor, Void> term, Solver solver, double t0, double t1, SolveOptions options) {
        return diffeqsolve(term, solver, t0, t1, Y0, null, options).y1();
    }

    private static SolveOptions fixed(double dt0) {
        return SolveOptions.standard().dt0(dt0);
    }

    private static SolveOptions adaptive(double tolerance) {
        return SolveOptions.standard().controller(new PIDController(tolerance, tolerance));
    }

    private static double distance(Tensor a, Tensor b) {
        return a.minus(b).abs().max().item();
    }

    /** y = exp(Σ Aᵢ ΔXᵢ) y₀ where the matrices commute, as powers of one do; both ways to solve it, there and back. */
    @Test
    void matricesThatCommuteHaveTheExponentialOfTheIncrement() {
        RealMatrix a =
                MatrixUtils.createRealMatrix(new double[][] {{-0.3, 0.8, 0.1}, {-0.7, 0.2, 0.4}, {0.2, -0.5, 0.1}});
        RealMatrix[] powers = {a, a.multiply(a), a.power(3)};
        Tensor matrices = Tensor.stack(
                0,
                List.of(
                        Tensor.of(powers[0].getData()),
                        Tensor.of(powers[1].getData()),
                        Tensor.of(powers[2].getData())));
        double[] change = {2, Math.sin(2), Math.cos(2) - 1};
        RealMatrix sum = MatrixUtils.createRealMatrix(3, 3);
        for (int i = 0; i < 3; i++) {
            sum = sum.add(powers[i].scalarMultiply(change[i]));
        }
        double[] there = MatrixUtils.matrixExponential(sum).operate(Y0.toArray());
        double[] back = MatrixUtils.matrixExponential(sum.scalarMultiply(-1)).operate(Y0.toArray());
        for (Path path : List.of(
                CubicInterpolation.backwardHermite(TS, data()).withTime(),
                LinearInterpolation.of(TS, data()).withTime())) {
            var term = new ControlTerm<Tensor, Void>(
                    (t, y, args) -> matrices.matmul(y).transpose(), path);
            double[] jumps = path.kinks();
            var smooth = SolveOptions.standard()
                    .controller(new ClipStepSizeController(new PIDController(1e-12, 1e-12)).jumpTs(jumps));
            assertArrayEquals(
                    there, end(term.toOde(), new Tsit5(), 0, 2, smooth).toArray(), 1e-8);
            assertArrayEquals(back, end(term.toOde(), new Tsit5(), 2, 0, smooth).toArray(), 1e-8);
            // over increments of at most 0.02 the method of order 5 leaves 1e-10 here
            assertArrayEquals(there, end(term, new Dopri5(), 0, 2, fixed(0.01)).toArray(), 1e-8);
            assertArrayEquals(back, end(term, new Dopri5(), 2, 0, fixed(-0.01)).toArray(), 1e-8);
        }
    }

    /** The path X(φ(t)). */
    private record Sooner(Path path, UnaryOperator<Tensor> clock, UnaryOperator<Tensor> pace) implements Path {
        @Override
        public Tensor evaluate(Tensor t) {
            return path.evaluate(clock.apply(t));
        }

        @Override
        public Tensor derivative(Tensor t) {
            Tensor slope = path.derivative(clock.apply(t));
            return slope.times(pace.apply(t));
        }

        @Override
        public double[] knots() {
            return new double[0];
        }
    }

    @Test
    void theSolutionDoesNotDependOnHowFastThePathRuns() {
        Path path = CubicInterpolation.backwardHermite(TS, data()).withTime();
        Path sooner = new Sooner(
                path, t -> t.square().times(2), t -> t.times(4)); // from 0 to 1 what the path does from 0 to 2
        Tensor plain = end(twisted(path).toOde(), new Tsit5(), 0, 2, adaptive(1e-11));
        assertEquals(0, distance(plain, end(twisted(sooner).toOde(), new Tsit5(), 0, 1, adaptive(1e-11))), 1e-8);
        assertTrue(distance(plain, Y0) > 0.1);
        double[] early = Tensor.linspace(0, 1, 41).toArray();
        double[] late = Arrays.stream(early).map(t -> 2 * t * t).toArray();
        Tensor over =
                end(twisted(path), new Heun(), 0, 2, SolveOptions.standard().controller(new StepTo(late)));
        Tensor same =
                end(twisted(sooner), new Heun(), 0, 1, SolveOptions.standard().controller(new StepTo(early)));
        assertEquals(0, distance(over, same), 1e-13); // the same increments
        assertEquals(0, distance(plain, same), 1e-3); // which see nothing of the path inside of a step
    }

    /** A value that is missing and a knot that was never there are the same, for straight lines and for cubics. */
    @Test
    void missingValuesAreLeftOut() {
        double[] values = data().toArray();
        values[2 * 2] = NAN;
        values[2 * 2 + 1] = NAN;
        Tensor gaps = Tensor.of(TS.shape().insert(1, 2), values);
        int[] kept = {0, 1, 3, 4, 5};
        Tensor times = TS.take(0, kept);
        Tensor rest = data().take(0, kept);
        Path[][] pairs = {
            {CubicInterpolation.backwardHermite(TS, gaps), CubicInterpolation.backwardHermite(times, rest)},
            {LinearInterpolation.of(TS, MissingValues.fill(TS, gaps)), LinearInterpolation.of(times, rest)}
        };
        for (Path[] pair : pairs) {
            Tensor with = end(twisted(pair[0].withTime()).toOde(), new Bosh3(), 0, 2, fixed(0.05));
            Tensor without = end(twisted(pair[1].withTime()).toOde(), new Bosh3(), 0, 2, fixed(0.05));
            assertEquals(0, distance(with, without), 1e-13);
        }
    }

    /** Known kinks save rejections; unknown ones are what explain() speaks of. */
    @Test
    void jumpsOfTheSlopeShouldBeKnownToTheController() {
        Tensor knots = Tensor.linspace(0, 2, 21);
        Path path = LinearInterpolation.of(
                        knots,
                        Tensor.stack(1, knots.times(5).sin(), knots.times(3).cos()))
                .withTime();
        PIDController steps = new PIDController(1e-6, 1e-8);
        Solution<Tensor> blind = diffeqsolve(
                twisted(path).toOde(),
                new Tsit5(),
                0,
                2,
                Y0,
                null,
                SolveOptions.standard().controller(steps));
        Solution<Tensor> seeing = diffeqsolve(
                twisted(path).toOde(),
                new Tsit5(),
                0,
                2,
                Y0,
                null,
                SolveOptions.standard().controller(new ClipStepSizeController(steps).jumpTs(path.kinks())));
        assertTrue(seeing.statistics().rejected() <= 2, "rejected " + seeing.statistics());
        assertTrue(blind.statistics().rejected() > 15, "rejected " + blind.statistics());
        assertTrue(
                seeing.statistics().steps() < blind.statistics().steps() / 2,
                seeing.statistics() + " and " + blind.statistics());
        assertEquals(0, distance(seeing.y1(), blind.y1()), 1e-2); // the blind one is off by 600 times its tolerance
        assertTrue(
                blind.explain().contains("its slope jumps inside of the solve, 19 times from t = 0.1 on"),
                blind.explain());
        assertFalse(seeing.explain().contains("slope jumps"), seeing.explain());
        Path smooth = CubicInterpolation.backwardHermite(TS, data()).withTime();
        assertFalse(diffeqsolve(twisted(smooth).toOde(), new Tsit5(), 0, 2, Y0, null, adaptive(1e-6))
                .explain()
                .contains("slope jumps"));
    }

    /** The order that two halvings of the step show. */
    private static double order(Term<Tensor, Void> term, Solver solver, double h, Tensor exact) {
        double coarse = distance(end(term, solver, 0, 2, fixed(h)), exact);
        double fine = distance(end(term, solver, 0, 2, fixed(h / 4)), exact);
        return Math.log(coarse / fine) / Math.log(4);
    }

    @Test
    void overIncrementsOfASmoothPathHeunHasOrderTwo() {
        Path path = CubicInterpolation.backwardHermite(TS, data()).withTime();
        Tensor exact = end(twisted(path).toOde(), new Tsit5(), 0, 2, adaptive(1e-12));
        assertEquals(2, order(twisted(path), new Heun(), 0.02, exact), 0.05);
        assertEquals(1, order(twisted(path), new Euler(), 0.02, exact), 0.05);
    }

    /** One knot at 2/3: steps of 2/2ⁿ cross it at a third or two thirds. The slope is then wrong on a part of a step, and increments are not. */
    @Test
    void acrossAKnotSlopesLoseAnOrderAndIncrementsDoNot() {
        Tensor values = Tensor.of(new double[][] {{0, 0.3}, {0.6, -0.3}, {-0.3, 0.6}});
        Path path = LinearInterpolation.of(Tensor.of(0, 2 / 3.0, 2), values).withTime();
        var known = SolveOptions.standard()
                .controller(new ClipStepSizeController(new PIDController(1e-12, 1e-12)).jumpTs(path.kinks()));
        Tensor exact = end(twisted(path).toOde(), new Tsit5(), 0, 2, known);
        assertEquals(1, order(twisted(path).toOde(), new Heun(), 1.0 / 64, exact), 0.1);
        assertEquals(2, order(twisted(path), new Heun(), 1.0 / 64, exact), 0.1);
    }

    /** What comes later changes nothing before: to the bit, and from its knot (cubics: from the knot before) on it does. */
    @Test
    void nothingIsKnownBeforeItsTime() {
        Tensor changed = data().plus(Tensor.of(new double[][] {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0.5, 0}, {0, 0}}));
        double[] ends = {0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.6, 1.8, 2};
        noPeeking(LinearInterpolation::rectilinear, changed, ends, 7); // 1.6 is the first end with the jump
        noPeeking(CubicInterpolation::backwardHermite, changed, ends, 6);
        noPeeking(LinearInterpolation::of, changed, ends, 6);
    }

    private static void noPeeking(BiFunction<Tensor, Tensor, Path> kind, Tensor changed, double[] ends, int first) {
        double[] times = new double[ends.length + 1];
        System.arraycopy(ends, 0, times, 1, ends.length);
        var options = SolveOptions.standard().controller(new StepTo(times)).saveAt(SaveAt.steps());
        Tensor before = diffeqsolve(twisted(kind.apply(TS, data()).withTime()), new Heun(), 0, 2, Y0, null, options)
                .ys();
        Tensor after = diffeqsolve(twisted(kind.apply(TS, changed).withTime()), new Heun(), 0, 2, Y0, null, options)
                .ys();
        for (int i = 0; i < ends.length; i++) {
            double moved = distance(before.get(i), after.get(i));
            assertEquals(i >= first, moved > 0, "t = " + ends[i] + " moved by " + moved);
        }
    }

    /** Each series of a batch, read where it ends, is the solve over that series alone. */
    @Test
    void aBatchOfSeriesOfDifferentLengthsIsEachOfThem() {
        Tensor shorter = Tensor.of(0, 0.4, 0.7, 1.1);
        Tensor values = Tensor.of(new double[][] {{0, 1}, {NAN, -1}, {1, 0.5}, {0.5, 2}});
        BatchOfSeries batch = BatchOfSeries.of(List.of(TS, shorter), List.of(data(), values));
        Tensor weights = Tensor.of(new double[][] {{0.4, -0.3, 0.2, 0.7, 0.2, -0.1}, {-0.2, 0.6, 0.3, 0.1, -0.7, 0.3}});
        UnaryOperator<Tensor> field = y -> {
            Tensor flat = y.matmul(weights).tanh();
            return flat.reshape(y.shape().insert(y.rank(), 3));
        };
        double[] times = Tensor.linspace(0, 2, 21).toArray();
        times[11] = 1.1; // the end of the shorter one, to the bit
        var options = SolveOptions.standard().controller(new StepTo(times)).saveAt(SaveAt.ts(1.1, 2));
        Path both = CubicInterpolation.backwardHermite(batch.ts(), batch.ys()).withTime();
        Tensor starts = Tensor.of(new double[][] {{1, -0.5}, {0.3, 0.8}});
        Tensor together = diffeqsolve(
                        new ControlTerm<Tensor, Void>((t, y, args) -> field.apply(y), both).toOde(),
                        new Bosh3(),
                        0,
                        2,
                        starts,
                        null,
                        options)
                .ys();
        Path one = CubicInterpolation.backwardHermite(TS, data()).withTime();
        Path two = CubicInterpolation.backwardHermite(shorter, values).withTime();
        Tensor first = alone(one, field, starts.get(0), times);
        Tensor second = alone(two, field, starts.get(1), Arrays.copyOf(times, 12));
        assertEquals(0, distance(first, together.get(1, 0)), 1e-14);
        assertEquals(0, distance(second, together.get(0, 1)), 1e-14);
    }

    private static Tensor alone(Path path, UnaryOperator<Tensor> field, Tensor y0, double[] times) {
        return diffeqsolve(
                        new ControlTerm<Tensor, Void>((t, y, args) -> field.apply(y), path).toOde(),
                        new Bosh3(),
                        0,
                        times[times.length - 1],
                        y0,
                        null,
                        SolveOptions.standard().controller(new StepTo(times)))
                .y1();
    }

    @Test
    void float32FollowsFloat64() {
        Path path = CubicInterpolation.backwardHermite(TS, data()).withTime();
        Path single = CubicInterpolation.backwardHermite(TS, data().cast(DType.FLOAT32))
                .withTime();
        DoubleUnaryOperator allowed = size -> 1e-5 * size; // some hundred roundings of 6e-8
        for (boolean ode : new boolean[] {true, false}) {
            Tensor weights = Tensor.of(new double[][] {{0.4, -0.3, 0.2}, {0.1, 0.5, -0.6}, {0.3, -0.2, 0.4}});
            Term<Tensor, Tensor> wide = term(path, ode);
            Term<Tensor, Tensor> narrow = term(single, ode);
            Tensor expected =
                    diffeqsolve(wide, new Heun(), 0, 2, Y0, weights, fixed(0.1)).y1();
            Tensor found = diffeqsolve(
                            narrow, new Heun(), 0, 2, Y0.cast(DType.FLOAT32), weights.cast(DType.FLOAT32), fixed(0.1))
                    .y1();
            assertEquals(DType.FLOAT32, found.dtype());
            double size = expected.abs().max().item();
            assertEquals(0, distance(found.cast(DType.FLOAT64), expected), allowed.applyAsDouble(size));
        }
    }

    private static Term<Tensor, Tensor> term(Path path, boolean ode) {
        var term = new ControlTerm<Tensor, Tensor>(
                (t, y, p) -> y.sin().reshape(3, 1).times(p), path);
        return ode ? term.toOde() : term;
    }
}
