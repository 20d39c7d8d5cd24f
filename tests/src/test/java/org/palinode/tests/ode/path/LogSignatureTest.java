package org.palinode.tests.ode.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.LogSignature;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.path.Path;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;

/** Log-signatures of depth 2: against the tensor algebra, and as controls of equations in the place of their path. */
class LogSignatureTest {
    private static Tensor walk(int seed, int... dims) {
        return RandomKey.of(seed).normal(dims);
    }

    /** Words that come before all their rotations, of one and two of c letters. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void channelsAreTheLyndonWords(int c) {
        long words = c + IntStream.range(0, c * c).filter(ij -> ij / c < ij % c).count();
        assertEquals(words, LogSignature.channels(c));
        assertEquals(words, LogSignature.of(walk(1, 4, c)).size());
    }

    /** Signature by Chen's products of exponentials of steps, and its logarithm, by plain loops. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void itIsTheLogarithmOfTheSignature(int c) {
        double[][] x = rows(walk(2, 9, c));
        double[] one = new double[c];
        double[][] two = new double[c][c];
        for (int k = 1; k < x.length; k++) {
            double[] step = new double[c];
            for (int i = 0; i < c; i++) {
                step[i] = x[k][i] - x[k - 1][i];
            }
            for (int i = 0; i < c; i++) {
                for (int j = 0; j < c; j++) {
                    two[i][j] += one[i] * step[j] + step[i] * step[j] / 2;
                }
            }
            for (int i = 0; i < c; i++) {
                one[i] += step[i];
            }
        }
        double[] expected = new double[LogSignature.channels(c)];
        System.arraycopy(one, 0, expected, 0, c);
        int word = c;
        for (int i = 0; i < c; i++) {
            for (int j = i + 1; j < c; j++) {
                expected[word++] = two[i][j] - one[i] * one[j] / 2;
            }
        }
        assertArrayEquals(expected, LogSignature.of(walk(2, 9, c)).toArray(), 1e-13);
    }

    private static double[][] rows(Tensor matrix) {
        return IntStream.range(0, matrix.shape().dim(0))
                .mapToObj(i -> matrix.get(i).toArray())
                .toArray(double[][]::new);
    }

    /** Of two paths one after the other: the sum, and half of the area between their chords. */
    @Test
    void neighboursJoinByChen() {
        Tensor x = walk(3, 11, 3);
        double[] whole = LogSignature.of(x).toArray();
        double[] first = LogSignature.of(x.slice(0, 0, 5)).toArray();
        double[] second = LogSignature.of(x.slice(0, 4, 11)).toArray();
        int[][] pairs = {{0, 1}, {0, 2}, {1, 2}};
        for (int i = 0; i < 6; i++) {
            int[] pair = i < 3 ? null : pairs[i - 3];
            double turn = pair == null ? 0 : (first[pair[0]] * second[pair[1]] - first[pair[1]] * second[pair[0]]) / 2;
            assertEquals(first[i] + second[i] + turn, whole[i], 1e-13);
        }
    }

    private static final Tensor TIMES = Tensor.of(0, 0.3, 0.7, 1.1, 1.6, 2);

    @Test
    void thePathMovesByTheLogSignaturesOfItsWindows() {
        Tensor x = walk(4, 6, 2);
        LinearInterpolation path = LogSignature.path(TIMES, x, 0, 0.7, 1.3, 2);
        assertArrayEquals(new double[] {0, 0.7, 1.3, 2}, path.knots());
        Tensor start = path.evaluate(Tensor.scalar(0));
        assertArrayEquals(new double[] {x.get(0, 0).item(), x.get(0, 1).item(), 0}, start.toArray());
        Tensor between =
                LinearInterpolation.of(TIMES, x).evaluate(Tensor.scalar(1.3)).reshape(1, 2);
        List<Tensor> pieces = List.of(
                x.slice(0, 0, 3),
                Tensor.concatenate(0, x.slice(0, 2, 4), between),
                Tensor.concatenate(0, between, x.slice(0, 4, 6)));
        double[] ends = path.knots();
        for (int i = 0; i < 3; i++) {
            Tensor moved = path.increment(Tensor.scalar(ends[i]), Tensor.scalar(ends[i + 1]));
            assertArrayEquals(LogSignature.of(pieces.get(i)).toArray(), moved.toArray(), 1e-14);
        }
    }

    /** A corner of time and value: constant, then a jump. The area of each is that of its triangle. */
    @Test
    void jumpsCountInTheWindowThatTheyEnd() {
        double nan = Double.NaN;
        Tensor values = Tensor.stack(1, Tensor.of(0, 1, 2), Tensor.of(3, nan, 5));
        Tensor doubledTimes = Tensor.of(0, 1, 1, 2, 2);
        Tensor held = MissingValues.carryForward(Tensor.of(0, 1, 2), values);
        Tensor doubled = held.take(0, 0, 0, 1, 1, 2);
        LinearInterpolation path = LogSignature.path(doubledTimes, doubled, 0, 1, 2);
        double[] last = path.increment(Tensor.scalar(1), Tensor.scalar(2)).toArray();
        assertArrayEquals(new double[] {1, 2, 0}, last, 1e-15); // both channels jump at once: a straight line
        assertArrayEquals(
                new double[] {1, 0, 0},
                path.increment(Tensor.scalar(0), Tensor.scalar(1)).toArray(),
                1e-15);
        LinearInterpolation timed =
                LogSignature.path(doubledTimes, Tensor.stack(1, doubledTimes, doubled.index(1, 1)), 0, 2);
        assertArrayEquals(
                new double[] {2, 2, 2}, // to (2, 3), then to (2, 5): the triangle's area is 2
                timed.increment(Tensor.scalar(0), Tensor.scalar(2)).toArray(),
                1e-15);
    }

    private static final Tensor[] MATRICES = {
        Tensor.of(new double[][] {{0.1, -0.7, 0.2}, {0.5, 0.2, 0}, {0, 0.3, -0.4}}),
        Tensor.of(new double[][] {{0.3, 0.1, -0.6}, {-0.2, 0, 0.4}, {0.5, 0.1, 0.2}})
    };

    /** M₁y, M₂y and their bracket (M₂M₁ − M₁M₂)y, the fields of a linear equation and of its log-ODE. */
    private static Tensor fields(Tensor y, boolean hasBracket) {
        Tensor first = MATRICES[0].matmul(y);
        Tensor second = MATRICES[1].matmul(y);
        return hasBracket
                ? Tensor.stack(1, first, second, MATRICES[1].matmul(first).minus(MATRICES[0].matmul(second)))
                : Tensor.stack(1, first, second);
    }

    private static Tensor end(Path path, boolean hasBracket, double[] knots) {
        var term = new ControlTerm<Tensor, Void>((t, y, args) -> fields(y, hasBracket), path);
        double[] fine = IntStream.range(0, 20 * (knots.length - 1) + 1)
                .mapToDouble(i -> i % 20 == 0
                        ? knots[i / 20]
                        : knots[i / 20] + (knots[i / 20 + 1] - knots[i / 20]) * (i % 20) / 20)
                .toArray();
        var options = SolveOptions.standard().controller(new StepTo(fine).jumpTs(path.kinks()));
        return diffeqsolve(
                        term.toOde(),
                        new Tsit5(),
                        knots[0],
                        knots[knots.length - 1],
                        Tensor.of(1, -0.5, 2),
                        null,
                        options)
                .y1();
    }

    /** Twice as small a path, an eighth of the error; without the bracket of the fields a quarter. */
    @Test
    void aWindowMissesTheThirdPowerOfItsPath() {
        double[] knots = TIMES.toArray();
        double[] error = new double[2];
        double[] without = new double[2];
        for (int i = 0; i < 2; i++) {
            Tensor x = walk(5, 6, 2).times(Math.scalb(0.02, -i));
            Tensor exact = end(LinearInterpolation.of(TIMES, x), false, knots);
            double[] window = {0, 2};
            error[i] = end(LogSignature.path(TIMES, x, window), true, window)
                    .minus(exact)
                    .norm()
                    .item();
            Tensor chord = x.take(0, 0, 5);
            without[i] = end(LinearInterpolation.of(Tensor.of(window), chord), false, window)
                    .minus(exact)
                    .norm()
                    .item();
        }
        assertEquals(3, Math.log(error[0] / error[1]) / Math.log(2), 0.1);
        assertEquals(2, Math.log(without[0] / without[1]) / Math.log(2), 0.1);
        assertTrue(error[0] < without[0] / 5);
    }

    @Test
    void aWindowForEachPieceIsTheEquationItself() {
        Tensor x = walk(6, 6, 2);
        double[] knots = TIMES.toArray();
        Tensor exact = end(LinearInterpolation.of(TIMES, x), false, knots);
        Tensor found = end(LogSignature.path(TIMES, x, knots), true, knots);
        assertEquals(
                0, found.minus(exact).abs().max().item() / exact.abs().max().item(), 1e-13);
    }

    @Test
    void eachOfABatchHasItsOwn() {
        Tensor x = walk(7, 6, 4, 3);
        LinearInterpolation batch = LogSignature.path(TIMES, x, 0, 1, 2);
        assertEquals("[4, 6]", batch.evaluate(Tensor.scalar(0.5)).shape().toString());
        for (int i = 0; i < 4; i++) {
            LinearInterpolation one = LogSignature.path(TIMES, x.index(1, i), 0, 1, 2);
            assertArrayEquals(
                    one.evaluate(Tensor.scalar(1.7)).toArray(),
                    batch.evaluate(Tensor.scalar(1.7)).get(i).toArray(),
                    1e-15);
        }
    }

    record Inputs(Tensor ts, Tensor ys) {}

    /** An end of a window at a knot moves with it; others stay. Over increments, which see kinks move. */
    @Test
    void gradientsReachDataAndKnots() {
        Inputs at = new Inputs(TIMES, walk(8, 6, 2));
        Function<Inputs, Tensor> direct = loss(new DirectAdjoint());
        checkGradients(direct, at);
        Inputs expected = grad(direct).apply(at);
        Inputs other = grad(loss(new RecursiveCheckpointAdjoint(3))).apply(at);
        assertEquals(0, other.ys().minus(expected.ys()).abs().max().item(), 1e-13);
        assertTrue(expected.ys().abs().min().item() > 1e-4);
        assertTrue(expected.ts().get(2).abs().item() > 1e-3);
    }

    private static Function<Inputs, Tensor> loss(Adjoint adjoint) {
        return in -> {
            double[] knots = in.ts().stopGradient().concrete().toArray();
            LinearInterpolation path = LogSignature.path(in.ts(), in.ys(), knots[0], knots[2], 1.3, knots[5]);
            var term = new ControlTerm<Tensor, Void>(
                    (t, y, args) -> fields(y.tanh(), true).times(t.cos()), path);
            var options = SolveOptions.standard().dt0(1.8 / 55).adjoint(adjoint); // no step ends at a kink
            return diffeqsolve(term, new RungeKutta4(), 0.1, 1.9, Tensor.of(1, -0.5, 2), null, options)
                    .y1()
                    .square()
                    .sum();
        };
    }

    private static void refuses(String text, Runnable work) {
        var refusal = assertThrows(IllegalArgumentException.class, work::run, text);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    @Test
    void whatHasNoLogSignatureIsRefused() {
        Tensor x = walk(9, 6, 2);
        refuses("is of values [times, ..., channels]", () -> LogSignature.of(TIMES));
        String windows = "need two or more ends that rise from 0.0 or later to 2.0 or earlier";
        refuses(windows, () -> LogSignature.path(TIMES, x, 0));
        refuses(windows, () -> LogSignature.path(TIMES, x, 0, 2.1));
        refuses(windows, () -> LogSignature.path(TIMES, x, -0.1, 2));
        refuses(windows, () -> LogSignature.path(TIMES, x, 0, 1, 1));
        refuses(windows, () -> LogSignature.path(TIMES, x, 0, Double.NaN, 2));
        refuses("a value for each of its 6 knots", () -> LogSignature.path(TIMES, walk(9, 5, 2), 0, 2));
    }
}
