package org.palinode.tests.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.data.Batches;
import org.palinode.train.data.Padded;

class PaddedTest {
    record Series(Tensor times, Tensor values) {}

    private static final List<Series> SERIES = List.of(
            new Series(Tensor.of(1, 2), Tensor.of(new double[][] {{1, 2}, {3, 4}})),
            new Series(Tensor.of(5, 6, 7), Tensor.of(new double[][] {{5, 6}, {7, 8}, {9, 10}})),
            new Series(Tensor.of(8), Tensor.of(new double[][] {{-1, -2}})));

    @Test
    void shortSeriesAreFilledUpAndMasked() {
        Padded<Series> zeros = Padded.withZeros(SERIES);
        assertArrayEquals(
                new double[] {1, 2, 0, 5, 6, 7, 8, 0, 0}, zeros.values().times().toArray());
        assertEquals(TensorType.float64(3, 3, 2), zeros.values().values().type());
        assertArrayEquals(
                new double[] {1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 10, -1, -2, 0, 0, 0, 0},
                zeros.values().values().toArray());
        assertArrayEquals(new double[] {1, 1, 0, 1, 1, 1, 1, 0, 0}, zeros.mask().toArray());
        Padded<Series> last = Padded.withLast(SERIES);
        assertArrayEquals(
                new double[] {1, 2, 2, 5, 6, 7, 8, 8, 8}, last.values().times().toArray());
        assertArrayEquals(
                new double[] {1, 2, 3, 4, 3, 4, 5, 6, 7, 8, 9, 10, -1, -2, -1, -2, -1, -2},
                last.values().values().toArray());
    }

    /** A mean over what is known, of batches, is that of the series. */
    @Test
    void batchesOfThemKeepTheirMasks() {
        Padded<Series> batch = Batches.of(Padded.withLast(SERIES), 2).batch(1);
        assertArrayEquals(new double[] {1, 0, 0}, batch.mask().toArray());
        assertEquals(
                8,
                batch.values()
                        .times()
                        .times(batch.mask())
                        .sum()
                        .dividedBy(batch.mask().sum())
                        .item());
    }

    @Test
    void float32StaysFloat32() {
        Padded<Tensor> padded = Padded.withZeros(List.of(Tensor.float32(1, 2), Tensor.float32(3)));
        assertEquals(TensorType.float32(2, 2), padded.values().type());
        assertEquals(DType.FLOAT32, padded.mask().dtype());
    }

    @Test
    void refusals() {
        refused("padding needs a series at least", () -> Padded.withZeros(List.of()));
        assertEquals(
                "padding needs a list of series, got null",
                assertThrows(NullPointerException.class, () -> Padded.withZeros((List<Tensor>) null))
                        .getMessage());
        refused(
                "the first axis of all tensors of a series is its length, 1 at least; series 1 has [f64[2], f64[3]] at [times, values]",
                () -> Padded.withZeros(List.of(
                        new Series(Tensor.of(1), Tensor.of(2)), new Series(Tensor.of(1, 2), Tensor.of(1, 2, 3)))));
        refused(
                "the first axis of all tensors of a series is its length",
                () -> Padded.withLast(List.of(Tensor.zeros(0))));
        refused(
                "series 1 has another structure",
                () -> Padded.withZeros(List.of(List.of(Tensor.of(1)), List.of(Tensor.of(1), Tensor.of(2)))));
    }

    private static void refused(String beginning, Runnable action) {
        var failure = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(failure.getMessage().startsWith(beginning), failure.getMessage());
    }
}
