package org.palinode.tests.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Losses where they are hard to compute, and what they refuse; their figures are in {@link NetworkFiguresTest}. */
class LossTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** e^−40 beside 1 is below rounding; the loss of a sure and right answer is e^−40 all the same. */
    @Test
    void sureAnswersHaveTheirLossAndSlopeToAllDigits() {
        Tensor logits = Tensor.of(40, -40, 800, -800, 40, -40);
        Tensor answers = Tensor.of(1, 0, 1, 0, 0, 1);
        double small = Math.exp(-40);
        assertNumbers(Loss.binaryCrossEntropy(logits, answers).slice(0, 0, 2), small * 1e-14, small, small);
        assertNumbers(Loss.binaryCrossEntropy(logits, answers).slice(0, 2, 6), 1e-14, 0, 0, 40, 40);
        Tensor slopes =
                grad((Tensor z) -> Loss.binaryCrossEntropy(z, answers).sum()).apply(logits);
        assertNumbers(slopes.slice(0, 0, 2), small * 1e-14, -small, small);
        assertNumbers(slopes.slice(0, 2, 6), 1e-14, 0, 0, 1, -1);
    }

    @Test
    void classesThatCannotBeCountForNothing() {
        Tensor logits = Tensor.of(new double[][] {{0, -INFINITY, 0}, {1e4, -1e4, 0}});
        Tensor expected = Tensor.of(Math.log(2), 0);
        assertClose(expected, Loss.crossEntropy(logits, Indices.of(2, 0)), 1e-15);
        Tensor sure = Tensor.of(new double[][] {{0.5, 0, 0.5}, {1, 0, 0}});
        assertClose(expected, Loss.crossEntropy(logits, sure), 1e-15);
        Tensor slopes = grad((Tensor z) -> Loss.crossEntropy(z, sure).sum()).apply(logits);
        assertNumbers(slopes, 1e-15, 0, 0, 0, 0, 0, 0);
        Tensor labelled =
                grad((Tensor z) -> Loss.crossEntropy(z, Indices.of(2, 0)).sum()).apply(logits);
        assertNumbers(labelled, 1e-15, 0.5, 0, -0.5, 0, 0, 0);
    }

    @Test
    void answersThatCannotBeCountForNothing() {
        Tensor logits = Tensor.of(INFINITY, -INFINITY, 0);
        Tensor answers = Tensor.of(1, 0, 1);
        assertNumbers(Loss.binaryCrossEntropy(logits, answers), 1e-15, 0, 0, Math.log(2));
        Tensor slopes =
                grad((Tensor z) -> Loss.binaryCrossEntropy(z, answers).sum()).apply(logits);
        assertNumbers(slopes, 1e-15, 0, 0, -0.5);
        assertNumbers(Loss.binaryCrossEntropy(logits, Tensor.scalar(1)), 1e-15, 0, INFINITY, Math.log(2));
    }

    /** The loss of large logits in single precision, whose powers would overflow at 89. */
    @Test
    void largeLogitsOfSinglePrecisionDoNotOverflow() {
        Tensor logits = Tensor.float32(1000, -1000, 0).reshape(1, 3);
        assertNumbers(Loss.crossEntropy(logits, Indices.of(1)), 0, 2000);
        assertNumbers(Loss.binaryCrossEntropy(Tensor.float32(1000, -1000), Tensor.float32(0, 1)), 0, 1000, 1000);
    }

    @Test
    void hubersLossIsAParabolaThatGoesOnAsItsTangent() {
        Tensor e = Tensor.of(-1e200, -2, -0.5, 0, 0.25, 3);
        Tensor loss = Loss.huber(e, Tensor.scalar(0), 0.5);
        assertNumbers(loss.slice(0, 1, 6), 1e-15, 0.5 * (2 - 0.25), 0.125, 0, 0.03125, 0.5 * 2.75);
        assertEquals(5e199, loss.get(0).item(), 1e185);
        Tensor slopes =
                grad((Tensor x) -> Loss.huber(x, Tensor.scalar(0), 0.5).sum()).apply(Tensor.of(-1e200, -2, 0, 0.25, 3));
        assertNumbers(slopes, 1e-15, -0.5, -0.5, 0, 0.25, 0.5);
    }

    /** Of 1e5 numbers of q, the mean of log q − log p: its deviation is 3e-3 of that of one, below 1. */
    @Test
    void theDivergenceIsTheMeanDifferenceOfTheLosses() {
        Tensor mean = Tensor.scalar(0.3);
        Tensor logScale = Tensor.scalar(-0.4);
        Tensor priorMean = Tensor.scalar(-0.2);
        Tensor priorLogScale = Tensor.scalar(0.1);
        Tensor x = RandomKey.of(1).normal(100_000).times(Math.exp(-0.4)).plus(0.3);
        double sampled = Loss.gaussian(x, priorMean, priorLogScale)
                .minus(Loss.gaussian(x, mean, logScale))
                .mean()
                .item();
        assertEquals(
                sampled,
                Loss.gaussianKl(mean, logScale, priorMean, priorLogScale).item(),
                1e-2);
    }

    @Test
    void nearTheStandardLawADivergenceKeepsItsDigits() {
        // ½ (e^{2d} − 1 − 2d) = d² + 2/3 d³ …
        Tensor zero = Tensor.scalar(0);
        Tensor d = Tensor.scalar(1e-6);
        assertEquals(1e-12, Loss.gaussianKl(zero, d).item(), 1e-17);
        assertEquals(1e-12, Loss.gaussianKl(zero, d, zero, zero).item(), 1e-17);
    }

    @Test
    void whatAMaskHidesMayBeAnything() {
        Tensor losses = Tensor.of(1, Double.NaN, 3, INFINITY);
        Tensor mask = Tensor.of(1, 0, 1, 0);
        assertNumbers(Loss.mean(losses, mask), 0, 2);
        assertNumbers(grad((Tensor x) -> Loss.mean(x, mask)).apply(losses), 0, 0.5, 0, 0.5, 0);
        assertNumbers(Loss.mean(losses, mask.zerosLike()), 0, 0);
        assertEquals(DType.FLOAT32, Loss.mean(losses.cast(DType.FLOAT32), mask).dtype());
    }

    @Test
    void shapesThatWouldBroadcastAreRefused() {
        Tensor column = Tensor.zeros(7, 1);
        Tensor row = Tensor.zeros(7);
        refused("a squared error needs tensors of one shape, got f64[7, 1] and f64[7]", () -> Loss.mse(column, row));
        refused("Huber's loss needs tensors of one shape, got f64[7] and f64[7, 1]", () -> Loss.huber(row, column, 1));
        refused("Huber's loss needs a positive delta, got 0.0", () -> Loss.huber(row, row, 0));
        refused(
                "cross entropy needs logits [..., classes] and labels [...], got f64[7, 1] and labels [6]",
                () -> Loss.crossEntropy(column, Indices.range(6)));
        refused(
                "cross entropy needs tensors of one shape, got f64[7] and f64[7, 1]",
                () -> Loss.crossEntropy(row, column));
        refused(
                "binary cross entropy needs tensors of one shape, got f64[7] and f64[7, 1]",
                () -> Loss.binaryCrossEntropy(row, column));
        refused(
                "the loss of a normal law needs tensors of one shape, got f64[7] and f64[7, 1]",
                () -> Loss.gaussian(row, row, column));
        refused(
                "a divergence of normal laws needs tensors of one shape, got f64[7] and f64[7, 1]",
                () -> Loss.gaussianKl(row, row, column, row));
        refused("a mean of losses needs tensors of one shape, got f64[7] and f64[7, 1]", () -> Loss.mean(row, column));
        assertEquals(Shape.of(7), Loss.squaredError(row, Tensor.scalar(1)).shape());
    }

    @Test
    void typesThatDifferAreRefusedButForScalarsAndMasks() {
        Tensor single = Tensor.float32(1, 2);
        Tensor row = Tensor.of(1, 0);
        refused(
                "binary cross entropy needs tensors of one type of number, got f32[2] and f64[2]; cast one, for instance by a.cast(b.dtype())",
                () -> Loss.binaryCrossEntropy(single, row));
        refused(
                "cross entropy needs tensors of one type of number, got f32[2] and f64[2]; cast one, for instance by a.cast(b.dtype())",
                () -> Loss.crossEntropy(single, row));
        assertEquals(1, Loss.mean(single, row).item());
        assertEquals(0.5, Loss.mse(single, Tensor.scalar(1)).item());
    }

    /** A scalar is no mask: the sum would be divided by 1. Nor is it a label, which belongs into indices. */
    @Test
    void aScalarIsNoMaskAndNoDistribution() {
        Tensor row = Tensor.zeros(7);
        Tensor one = Tensor.scalar(1);
        refused("a mean of losses needs tensors of one shape, got f64[7] and f64[]", () -> Loss.mean(row, one));
        refused("cross entropy needs tensors of one shape, got f64[7] and f64[]", () -> Loss.crossEntropy(row, one));
    }

    /** A label of −1 is no label elsewhere; as a position it would be the last class. */
    @Test
    void labelsDoNotCountFromTheEndWhereverTheyAreMet() {
        Tensor logits = Tensor.of(new double[][] {{0, 1, 2}, {3, 4, 6}});
        String text =
                "cross entropy needs labels from 0 to 2, got -1 as number 1 of 2; where it stands for no label, give"
                        + " it any class, and hide its loss by Loss.mean(losses, mask)";
        Indices labels = Indices.of(0, -1);
        refused(text, () -> Loss.crossEntropy(logits, labels));
        refused(text.replace("-1", "3"), () -> Loss.crossEntropy(logits, Indices.of(0, 3)));
        refused(text.replace("-1", "0.5"), () -> Loss.crossEntropy(logits, new Indices(Tensor.of(0, 0.5))));
        refused(text.replace("-1", "NaN"), () -> Loss.crossEntropy(logits, new Indices(Tensor.of(0, Double.NaN))));
        UnaryOperator<Tensor> slope =
                grad((Tensor z) -> Loss.crossEntropy(z, labels).sum());
        refused(text, () -> slope.apply(logits));
        Function<Indices, Tensor> compiled = compile((Indices each) -> Loss.crossEntropy(logits, each));
        Function<Indices, Tensor> slopes = compile((Indices each) ->
                grad((Tensor z) -> Loss.crossEntropy(z, each).sum()).apply(logits));
        Function<Indices, Tensor> mapped = vmap((Indices each) -> Loss.crossEntropy(logits.get(0), each));
        for (Function<Indices, Tensor> each : List.of(compiled, slopes, mapped)) {
            refused(text, () -> each.apply(labels));
            assertTrue(each.apply(Indices.of(0, 2)).isFinite().all().item() == 1);
        }
    }

    @Test
    void missingLabelsAreHiddenByAMask() {
        Tensor logits = Tensor.of(new double[][] {{0, 1, 2}, {3, 4, 6}});
        Tensor labels = Tensor.of(2, -1);
        Tensor losses = Loss.crossEntropy(logits, Indices.of(labels.maximum(0)));
        assertEquals(
                losses.get(0).item(), Loss.mean(losses, labels.greaterEqual(0)).item());
    }

    private static void refused(String text, Executable call) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
