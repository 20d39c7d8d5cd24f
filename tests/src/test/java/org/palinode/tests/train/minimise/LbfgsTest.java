package org.palinode.tests.train.minimise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.valueAndGrad;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.SolveException;
import org.palinode.train.minimise.Lbfgs;
import org.palinode.train.minimise.Minimum;
import org.palinode.train.minimise.StopReason;

class LbfgsTest {
    private record Line(Tensor slope, Tensor offset) {}

    private static final Tensor X = Tensor.linspace(-1, 2, 9);
    private static final Tensor Y = X.times(3).minus(0.5);

    private static Tensor deviation(Line line) {
        DType dtype = line.slope().dtype();
        return X.cast(dtype)
                .times(line.slope())
                .plus(line.offset())
                .minus(Y.cast(dtype))
                .square()
                .sum();
    }

    /** A quadratic form with curvatures from 1 to 100 has its minimum where we put it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 33, 130, 1000})
    void quadraticFormsOfAllSizes(int size) {
        Tensor target = RandomKey.of(size).normal(TensorType.float64(size));
        Tensor curvature = Tensor.linspace(1, 100, size);
        Function<Tensor, Tensor> loss =
                x -> x.minus(target).square().times(curvature).sum();
        var found = new Lbfgs().tolerances(1e-9, 0).minimise(loss, Tensor.zeros(size));
        assertTrue(found.converged(), found.toString());
        assertArrayEquals(target.toArray(), found.parameters().toArray(), 1e-9); // slope / least curvature, 2
        assertEquals(0, found.value(), 1e-15);
        assertTrue(found.largestSlope() <= 1e-9);
    }

    @Test
    void parametersAreAnyTree() {
        Line start = new Line(Tensor.scalar(0), Tensor.scalar(0));
        var found = new Lbfgs().minimise(LbfgsTest::deviation, start);
        assertEquals(3, found.parameters().slope().item(), 1e-6);
        assertEquals(-0.5, found.parameters().offset().item(), 1e-6);
        assertEquals(0, start.slope().item());
        Function<Line, ValueAndGradient<Line>> compiled = compile(valueAndGrad(LbfgsTest::deviation));
        var again = new Lbfgs().minimiseByGradient(compiled, start);
        assertEquals(3, again.parameters().slope().item(), 1e-6);
    }

    @Test
    void singlePrecisionStaysSingle() {
        Line start = Tree.map(leaf -> leaf.cast(DType.FLOAT32), new Line(Tensor.scalar(0), Tensor.scalar(0)));
        var found = new Lbfgs().tolerances(1e-3, 1e-7).minimise(LbfgsTest::deviation, start);
        assertEquals(DType.FLOAT32, found.parameters().slope().dtype());
        assertEquals(3, found.parameters().slope().item(), 1e-4);
    }

    @Test
    void aStartAtTheMinimumStays() {
        var found = new Lbfgs().minimise((Tensor x) -> x.square().sum(), Tensor.zeros(3));
        assertEquals(new Counts(0, 1, StopReason.SMALL_GRADIENT), Counts.of(found));
    }

    /** In small units of the loss or large ones of a parameter all slopes are small, at the start too. That is no minimum. */
    @ParameterizedTest
    @CsvSource({
        "1e-15, 1",
        "1e-9, 1",
        "1, 1e11",
        "1e-22, 1e11",
        "1e-6, 1e-6",
        "1e12, 1",
        "1, 1e-11",
        "1e11, 1e-11",
        "1e-11, 1e-11",
        "1e-100, 1",
        "1e12, 1e13"
    })
    void unitsDoNotDecide(double unitOfLoss, double unitOfParameters) {
        Tensor target = Tensor.of(3, -2, 0.5);
        Function<Tensor, Tensor> loss = x -> {
            Tensor off = x.dividedBy(unitOfParameters).minus(target);
            return off.square()
                    .plus(off.square().square().times(0.1))
                    .sum()
                    .plus(1)
                    .times(unitOfLoss);
        };
        for (double start : new double[] {0, 1}) {
            var found =
                    new Lbfgs().minimise(loss, Tensor.of(start, start, start).times(unitOfParameters));
            assertTrue(found.converged(), found.toString());
            assertArrayEquals(
                    target.toArray(),
                    found.parameters().dividedBy(unitOfParameters).toArray(),
                    1e-3, // of the loss a share of 1e-8 may be left, and its curvature is 2
                    found.toString());
        }
    }

    /** Beside a maximum, where slopes are small as well. */
    @Test
    void aMaximumIsNoMinimum() {
        var found = new Lbfgs().minimise((Tensor x) -> x.cos().sum(), Tensor.of(1e-8));
        assertTrue(found.converged(), found.toString());
        assertEquals(-1, found.value(), 1e-8);
    }

    @Test
    void aStartNearTheMinimumCostsALook() {
        Function<Tensor, Tensor> valley = Problems.READ.loss("Rosenbrock");
        var found = new Lbfgs().minimise(valley.andThen(value -> value.plus(0.5)), Tensor.of(-1.2, 1));
        var again = new Lbfgs().minimise(valley.andThen(value -> value.plus(0.5)), found.parameters());
        assertEquals(new Counts(0, 2, StopReason.SMALL_GRADIENT), Counts.of(again));
        var spent = new Lbfgs(10, 1e-6, 0, 1).minimise(valley.andThen(value -> value.plus(0.5)), found.parameters());
        assertEquals(new Counts(0, 1, StopReason.MAX_EVALUATIONS), Counts.of(spent));
    }

    private record Counts(int iterations, int evaluations, StopReason reason) {
        static Counts of(Minimum<?> found) {
            return new Counts(found.iterations(), found.evaluations(), found.reason());
        }
    }

    @Test
    void evaluationsAreLimited() {
        Function<Tensor, Tensor> valley = Problems.READ.loss("Rosenbrock");
        for (int most : new int[] {1, 2, 5, 17}) {
            var found = new Lbfgs(10, 1e-6, 0, most).minimise(valley, Tensor.of(-1.2, 1));
            assertEquals(StopReason.MAX_EVALUATIONS, found.reason());
            assertEquals(most, found.evaluations());
            assertTrue(found.value() <= valley.apply(Tensor.of(-1.2, 1)).item());
            assertFalse(found.converged());
        }
    }

    /** The gradient of another loss: no step along it lowers this one. */
    @Test
    void aGradientThatIsNotThatOfTheLossIsNoSuccess() {
        Function<Tensor, ValueAndGradient<Tensor>> wrong =
                x -> new ValueAndGradient<>(x.square().sum(), x.times(-2));
        var found = new Lbfgs().minimiseByGradient(wrong, Tensor.of(1, 2));
        assertEquals(StopReason.NO_DESCENT, found.reason());
        assertArrayEquals(new double[] {1, 2}, found.parameters().toArray());
    }

    @Test
    void aLossWithoutMinimumIsNoSuccess() {
        var found = new Lbfgs().minimise((Tensor x) -> x.sum(), Tensor.of(1, 2));
        assertFalse(found.converged(), found.toString());
        assertTrue(found.value() < 3);
    }

    /** The barrier −log x is infinite or NaN behind 0, where the first steps lead. */
    @Test
    void stepsToWhereTheLossIsNotFiniteAreTooLong() {
        Function<Tensor, Tensor> barrier = x -> x.times(100).minus(x.log()).sum();
        var found = new Lbfgs().tolerances(1e-6, 0).minimise(barrier, Tensor.of(1, 0.5));
        assertTrue(found.converged(), found.toString());
        assertArrayEquals(new double[] {0.01, 0.01}, found.parameters().toArray(), 1e-9);
    }

    /** y' = p y² with y(0) = 1 is infinite at 1 / p. The first step leads from p = 1/2 to 3/2, and y(1) is 3 where p = 2/3. */
    @Test
    void solvesThatFailMeanStepsThatAreTooLong() {
        Function<Tensor, Tensor> loss = p -> Problems.explosion(p).minus(3).square();
        assertThrows(SolveException.class, () -> loss.apply(Tensor.scalar(1.5)));
        var found = new Lbfgs().minimise(loss, Tensor.scalar(0.5));
        assertTrue(found.converged(), found.toString());
        assertEquals(2 / 3.0, found.parameters().item(), 1e-6);
        var compiled = new Lbfgs().minimiseByGradient(compile(valueAndGrad(loss)), Tensor.scalar(0.5));
        assertEquals(2 / 3.0, compiled.parameters().item(), 1e-6);
        assertThrows(SolveException.class, () -> new Lbfgs().minimise(loss, Tensor.scalar(1.5)));
    }

    /** A solve that fails beside a start with small slopes shows no curvature. The minimum is at −5, in a loss that is nearly flat. */
    @Test
    void aFailureBesideTheStartIsNoMinimum() {
        Function<Tensor, ValueAndGradient<Tensor>> gradient = valueAndGrad(
                (Tensor x) -> x.plus(5).square().times(1e-8).plus(1).sum());
        int[] count = {0};
        var found = new Lbfgs()
                .minimiseByGradient(
                        x -> {
                            if (++count[0] == 2) {
                                Problems.explosion(Tensor.scalar(1.5));
                            }
                            return gradient.apply(x);
                        },
                        Tensor.of(1));
        assertArrayEquals(new double[] {-5}, found.parameters().toArray(), 1e-2, found.toString());
    }

    @Test
    void indicesAreNoParameters() {
        record Picked(Tensor numbers, Indices at) {}
        var start = new Picked(Tensor.of(1, 2), Indices.of(1));
        refuses(
                "parameters of a minimiser hold indices, which would be moved as other numbers are, at at.stored",
                () -> new Lbfgs()
                        .minimise((Picked p) -> p.numbers().take(0, p.at()).sum(), start));
    }

    /** The first step from 1 leads to 0, where log x is −∞: that is no minimum, but a step that was too long. */
    @Test
    void minusInfinityIsNoMinimum() {
        var found = new Lbfgs(10, 1e-6, 0, 20).minimise((Tensor x) -> x.log().sum(), Tensor.of(1));
        assertTrue(Double.isFinite(found.value()) && found.value() < 0, found.toString());
        assertFalse(found.converged(), found.toString());
    }

    /** At a point of a parabola with a far start the strong Wolfe conditions need a longer step first, then a bracket. */
    @Test
    void stepsGrowAndShrink() {
        Function<Tensor, Tensor> far = x -> x.minus(1e4).square().times(1e-4).sum();
        var found = new Lbfgs().tolerances(1e-12, 0).minimise(far, Tensor.of(0));
        assertTrue(found.converged() && found.evaluations() < 20, found.toString());
        Function<Tensor, Tensor> steep = x -> x.square().square().times(1e6).sum();
        var shrunk = new Lbfgs().tolerances(1e-9, 0).minimise(steep, Tensor.of(3));
        assertTrue(shrunk.converged() && shrunk.evaluations() < 60, shrunk.toString());
    }

    @Test
    void changesThatAreSmallEnoughEnd() {
        Function<Tensor, Tensor> loss = x -> x.square().square().sum();
        var found = new Lbfgs().tolerances(0, 1e-6).minimise(loss, Tensor.of(1, 2, 3));
        assertEquals(StopReason.SMALL_CHANGE, found.reason());
    }

    @Test
    void whatCannotBeMinimisedIsRefused() {
        Lbfgs lbfgs = new Lbfgs();
        refuses(
                "a minimiser must start where loss and gradient are finite, the loss is NaN",
                () -> lbfgs.minimise((Tensor x) -> x.log().sum(), Tensor.of(-1)));
        refuses("there is nothing to minimise by", () -> lbfgs.minimise(x -> Tensor.scalar(1), List.of("x")));
        refuses("a gradient needs a loss of one number", () -> lbfgs.minimise((Tensor x) -> x, Tensor.of(1, 2)));
        refuses("L-BFGS remembers at least 1 pair, got 0", () -> new Lbfgs(0, 0, 0, 1));
        refuses("gradientTolerance of a minimiser must lie in [0, 1), got NaN", () -> lbfgs.tolerances(Double.NaN, 0));
        refuses("changeTolerance of a minimiser must lie in [0, 1), got -1.0", () -> lbfgs.tolerances(0, -1));
        refuses("a minimiser needs at least 1 evaluation, got 0", () -> new Lbfgs(1, 0, 0, 0));
        assertThrows(NullPointerException.class, () -> lbfgs.minimise(null, Tensor.of(1)));
        assertThrows(NullPointerException.class, () -> lbfgs.minimise((Tensor x) -> x, null));
    }

    private static void refuses(String text, Runnable call) {
        var thrown = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(thrown.getMessage().contains(text), thrown.getMessage());
    }
}
