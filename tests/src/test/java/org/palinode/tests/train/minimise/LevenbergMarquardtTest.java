package org.palinode.tests.train.minimise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveException;
import org.palinode.train.minimise.JacobianMode;
import org.palinode.train.minimise.LevenbergMarquardt;
import org.palinode.train.minimise.StopReason;

class LevenbergMarquardtTest {
    private record Line(Tensor slope, Tensor offset) {}

    private static final int COUNT = 65;
    private static final Tensor X = Tensor.linspace(-1, 2, COUNT);
    private static final Tensor NOISE = RandomKey.of(4).normal(TensorType.float64(COUNT));
    private static final Tensor Y = X.times(3).minus(0.5).plus(NOISE);
    private static final Line START = new Line(Tensor.scalar(0), Tensor.scalar(0));

    private static Tensor residuals(Line line) {
        DType dtype = line.slope().dtype();
        return X.cast(dtype).times(line.slope()).plus(line.offset()).minus(Y.cast(dtype));
    }

    /** A straight line has its closed form: slope Sxy / Sxx, variances s² / Sxx and s² (1/m + x̄² / Sxx). */
    @Test
    void aStraightLineHasItsTextbookErrors() {
        double mean = X.mean().item();
        double spread = X.minus(mean).square().sum().item();
        double slope = X.minus(mean).times(Y).sum().item() / spread;
        double offset = Y.mean().item() - slope * mean;
        var fit = new LevenbergMarquardt().fit(LevenbergMarquardtTest::residuals, START);
        assertTrue(fit.converged(), fit.toString());
        assertEquals(slope, fit.parameters().slope().item(), 1e-12);
        assertEquals(offset, fit.parameters().offset().item(), 1e-12);
        double squares = X.times(slope).plus(offset).minus(Y).square().sum().item();
        double variance = squares / (COUNT - 2);
        assertEquals(squares, fit.sumOfSquares(), 1e-12 * squares);
        assertEquals(variance, fit.residualVariance(), 1e-12 * variance);
        double[] expected = {
            variance / spread,
            -variance * mean / spread,
            -variance * mean / spread,
            variance * (1.0 / COUNT + mean * mean / spread)
        };
        assertArrayEquals(expected, fit.covariance().toArray(), 1e-14);
        assertEquals(Math.sqrt(expected[0]), fit.standardErrors().slope().item(), 1e-14);
        assertEquals(Math.sqrt(expected[3]), fit.standardErrors().offset().item(), 1e-14);
    }

    @Test
    void modesOfTheJacobianAgree() {
        Function<Tensor, Tensor> residuals = Problems.READ.residuals("Thurber");
        Tensor start = Tensor.of(Problems.READ.fits().get("Thurber, start 2").start());
        var standard = new LevenbergMarquardt();
        for (JacobianMode mode : JacobianMode.values()) {
            var fit = new LevenbergMarquardt(1e-10, 1e-10, 1e-10, 99, mode).fit(residuals, start);
            var expected = standard.fit(residuals, start);
            assertEquals(expected.evaluations(), fit.evaluations(), mode.name());
            assertEquals(expected.sumOfSquares(), fit.sumOfSquares(), 1e-12 * fit.sumOfSquares(), mode.name());
        }
    }

    /** In units that differ by 1e22 the fit takes the same steps, and its errors have the units. */
    @Test
    void unitsOfParametersDoNotMatter() {
        Function<Tensor, Tensor> misra = Problems.READ.residuals("Misra1a");
        Tensor units = Tensor.of(1e11, 1e-11);
        Tensor start = Tensor.of(250, 5e-4);
        var plain = new LevenbergMarquardt().fit(misra, start);
        var scaled = new LevenbergMarquardt().fit((Tensor b) -> misra.apply(b.dividedBy(units)), start.times(units));
        assertEquals(plain.evaluations(), scaled.evaluations());
        double[] expected = plain.standardErrors().toArray();
        double[] actual = scaled.standardErrors().dividedBy(units).toArray();
        assertEquals(expected[0], actual[0], 1e-7 * expected[0]); // the fit's own tolerance, times curvature
        assertEquals(expected[1], actual[1], 1e-7 * expected[1]);
    }

    /** Three numbers of a decay, from 0 and with residuals in units of any size. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-160, 1e-100, 1e-11, 1, 1e11, 1e100, 1e160})
    void unitsOfResidualsDoNotMatter(double unit) {
        Tensor start = Tensor.of(1, 0.1, 0);
        var fit = new LevenbergMarquardt().fit(decay(unit), start);
        assertTrue(fit.converged(), fit.toString());
        assertArrayEquals(new double[] {3, 0.7, 0.5}, fit.parameters().toArray(), 1e-9); // a quadratic end, from 1e-10
        var moved = new LevenbergMarquardt().fit(decay(unit), Tensor.zeros(3));
        boolean isThere = moved.residuals().abs().max().item() < 1e-9 * unit;
        assertEquals(
                isThere,
                moved.converged(),
                moved.toString()); // 0 determines no rate, and some ways from there lead to infinity
    }

    private static Function<Tensor, Tensor> decay(double unit) {
        Tensor t = Tensor.linspace(0, 5, 20);
        Tensor seen = t.times(-0.7).exp().times(3).plus(0.5);
        return p -> t.times(p.get(1).negate())
                .exp()
                .times(p.get(0))
                .plus(p.get(2))
                .minus(seen)
                .times(unit);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e-100, 1e-30, 1e-9, 1e30})
    void aStartNearNothingMovesOn(double size) {
        var fit = new LevenbergMarquardt()
                .fit(LevenbergMarquardtTest::residuals, new Line(Tensor.scalar(size), Tensor.scalar(-size)));
        var known = new LevenbergMarquardt().fit(LevenbergMarquardtTest::residuals, START);
        assertTrue(fit.converged(), fit.toString());
        assertEquals(known.parameters().slope().item(), fit.parameters().slope().item(), 1e-12);
    }

    /** Powers of a negative rate overflow, until the region of trust is so small that nothing changes. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-12, 1e-15, 1e-30})
    void stepsThatBecameTooShortAreNoSuccess(double size) {
        var fit = new LevenbergMarquardt().fit(decay(1), Tensor.of(size, size, size));
        assertEquals(StopReason.SHORT_STEPS, fit.reason(), fit.toString());
        assertFalse(fit.converged());
    }

    @Test
    void singlePrecisionStaysSingle() {
        Line start = Tree.map(leaf -> leaf.cast(DType.FLOAT32), START);
        var fit = new LevenbergMarquardt().tolerances(1e-6).fit(LevenbergMarquardtTest::residuals, start);
        var exact = new LevenbergMarquardt().fit(LevenbergMarquardtTest::residuals, START);
        assertEquals(DType.FLOAT32, fit.parameters().slope().dtype());
        assertEquals(DType.FLOAT32, fit.standardErrors().slope().dtype());
        assertEquals(exact.parameters().slope().item(), fit.parameters().slope().item(), 1e-5);
        assertEquals(
                exact.standardErrors().slope().item(),
                fit.standardErrors().slope().item(),
                1e-5);
    }

    /** The first step from 5 leads to a negative a, whose root is NaN. */
    @Test
    void stepsToWhereResidualsAreNotFiniteAreTooLong() {
        Function<Tensor, Tensor> roots =
                a -> a.sqrt().times(X.plus(3)).minus(X.plus(3).times(0.1));
        var fit = new LevenbergMarquardt().fit(roots, Tensor.scalar(5));
        assertTrue(fit.converged(), fit.toString());
        assertEquals(0.01, fit.parameters().item(), 1e-9);
        assertTrue(fit.evaluations() > fit.jacobians(), fit.toString());
    }

    /** As of L-BFGS, y(1) = 3 at p = 2/3. From −5, where y is nearly 0, a full step leads to p = 98. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9, -5})
    void solvesThatFailMeanStepsThatAreTooLong(double start) {
        Function<Tensor, Tensor> miss = p -> Problems.explosion(p).minus(3);
        var fit = new LevenbergMarquardt().fit(miss, Tensor.scalar(start));
        assertEquals(2 / 3.0, fit.parameters().item(), 1e-9, fit.toString());
        assertThrows(SolveException.class, () -> new LevenbergMarquardt().fit(miss, Tensor.scalar(2)));
    }

    @Test
    void evaluationsAreLimitedAndTheBestPointIsKept() {
        Function<Tensor, Tensor> valley = Problems.READ.residuals("Rosenbrock");
        Tensor start = Tensor.of(-1.2, 1);
        for (int most : new int[] {1, 2, 7}) {
            var fit = new LevenbergMarquardt(1e-10, 1e-10, 1e-10, most, JacobianMode.CHEAPER).fit(valley, start);
            assertEquals(StopReason.MAX_EVALUATIONS, fit.reason());
            assertEquals(most, fit.evaluations());
            assertFalse(fit.converged());
            assertTrue(fit.sumOfSquares() <= valley.apply(start).square().sum().item());
            assertArrayEquals(
                    valley.apply(fit.parameters()).toArray(), fit.residuals().toArray());
        }
    }

    /** The 20th step is refused, so that the best point is not the last one. */
    @Test
    void aLastStepThatIsRefusedCostsNoEvaluationMore() {
        var fit = new LevenbergMarquardt(1e-10, 1e-10, 1e-10, 20, JacobianMode.CHEAPER)
                .fit(Problems.READ.residuals("Misra1a"), Tensor.of(500, 1e-4));
        assertEquals(20, fit.evaluations(), fit.toString());
        assertTrue(fit.converged(), fit.toString());
    }

    @Test
    void whatTheResidualsDoNotDetermineHasNoCovariance() {
        var sum = new LevenbergMarquardt()
                .fit((Line line) -> X.times(line.slope().plus(line.offset())).minus(Y), START);
        assertEquals(3, sum.parameters().slope().plus(sum.parameters().offset()).item(), 0.5);
        refuses("the residuals determine only 1 of 2 directions", sum::covariance);
        var alone = new LevenbergMarquardt()
                .fit((Line line) -> X.times(line.slope()).minus(Y), START);
        refuses("the residuals do not depend on parameter 1", alone::standardErrors);
        var exact = new LevenbergMarquardt().fit((Tensor x) -> x.minus(Tensor.of(1, 2)), Tensor.of(0, 0));
        assertArrayEquals(new double[] {1, 2}, exact.parameters().toArray(), 1e-12);
        refuses("residuals have no variance where there are as many as parameters", exact::covariance);
    }

    @Test
    void whatCannotBeFittedIsRefused() {
        var fit = new LevenbergMarquardt();
        refuses(
                "Levenberg–Marquardt needs at least as many residuals as parameters, got 1 for 2",
                () -> fit.fit((Tensor x) -> x.sum(), Tensor.of(1, 2)));
        refuses("a fit must start where all residuals are finite", () -> fit.fit(Tensor::log, Tensor.of(-1)));
        refuses("the Jacobian of the residuals is not finite", () -> fit.fit(Tensor::sqrt, Tensor.of(0)));
        refuses("squaresTolerance must be at least", () -> fit.tolerances(0));
        refuses("squaresTolerance of a minimiser must lie in [0, 1)", () -> fit.tolerances(Double.NaN));
        assertThrows(NullPointerException.class, () -> new LevenbergMarquardt(1e-9, 1e-9, 1e-9, 9, null));
    }

    private static void refuses(String text, Runnable call) {
        var thrown = assertThrows(RuntimeException.class, call::run);
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }
}
