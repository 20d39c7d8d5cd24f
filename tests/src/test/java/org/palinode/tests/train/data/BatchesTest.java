package org.palinode.tests.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.data.BatchSource;
import org.palinode.train.data.Batches;

class BatchesTest {
    record Points(Tensor x, Tensor y) {}

    /** Example i has x = [i, −i] and y = i. */
    private static Points points(int n) {
        Tensor y = Tensor.arange(n);
        return new Points(Tensor.stack(1, y, y.negate()), y.cast(DType.FLOAT32));
    }

    @Test
    void inOrderAsAPlainLoopCutsThem() {
        Batches<Points> batches = Batches.of(points(7), 3);
        assertEquals(3, batches.perEpoch());
        assertArrayEquals(new double[] {0, 1, 2}, batches.batch(0).y().toArray());
        assertArrayEquals(
                new double[] {3, -3, 4, -4, 5, -5}, batches.batch(1).x().toArray());
        assertArrayEquals(new double[] {6}, batches.batch(2).y().toArray());
        assertArrayEquals(new double[] {0, 1, 2}, batches.batch(3).y().toArray());
        assertEquals(TensorType.float32(3), batches.batch(4).y().type());
    }

    /** Sizes that do and do not divide the number of examples. */
    @ParameterizedTest
    @CsvSource({"1,1", "7,3", "8,4", "9,9", "130,32", "1000,63"})
    void anEpochHasEachExampleOnceInAnOrderOfItsOwn(int n, int size) {
        Batches<Points> batches = Batches.of(points(n), size).shuffled(RandomKey.of(3));
        double[] first = epoch(batches, 0), second = epoch(batches, 1);
        if (n > 7) {
            assertTrue(!Arrays.equals(first, second), "two epochs in one order");
        }
        for (double[] epoch : new double[][] {first, second}) {
            Arrays.sort(epoch);
            assertArrayEquals(IntStream.range(0, n).mapToDouble(i -> i).toArray(), epoch);
        }
        assertEquals(n / size, batches.droppingRest().perEpoch());
        assertEquals(size, batches.droppingRest().batch(n / size - 1).y().size());
    }

    private static double[] epoch(Batches<Points> batches, long epoch) {
        double[] all = new double[0];
        for (long step = epoch * batches.perEpoch(); step < (epoch + 1) * batches.perEpoch(); step++) {
            Points batch = batches.batch(step);
            double[] y = batch.y().toArray(), x = batch.x().toArray();
            int before = all.length;
            all = Arrays.copyOf(all, before + y.length);
            for (int i = 0; i < y.length; i++) {
                assertEquals(y[i], x[2 * i], "x and y of one example stay together");
                all[before + i] = y[i];
            }
        }
        return all;
    }

    @Test
    void aBatchIsAFunctionOfItsNumber() {
        Batches<Points> some = Batches.of(points(100), 8).shuffled(RandomKey.of(5));
        double[] late = some.batch(41).y().toArray();
        some.batch(3);
        assertArrayEquals(late, some.batch(41).y().toArray());
        assertArrayEquals(
                late,
                Batches.of(points(100), 8)
                        .shuffled(RandomKey.of(5))
                        .batch(41)
                        .y()
                        .toArray());
        assertNotEquals(
                Arrays.toString(late),
                Arrays.toString(Batches.of(points(100), 8)
                        .shuffled(RandomKey.of(6))
                        .batch(41)
                        .y()
                        .toArray()));
        assertEquals(new Batches.Place(3, 2), some.place(41));
    }

    @Test
    void aMappedBatchKnowsItsStep() {
        BatchSource<Tensor> noisy =
                Batches.of(points(4), 2).map((batch, step) -> batch.x().plus(step));
        assertArrayEquals(new double[] {7, 3, 8, 2}, noisy.batch(5).toArray());
        assertEquals(2, noisy.perEpoch());
    }

    @Test
    void wholeIsAllOfThem() {
        Batches<Points> whole = Batches.whole(points(5));
        assertEquals(1, whole.perEpoch());
        assertEquals(5, whole.batch(17).y().size());
    }

    /** Two batches of them are more than 2^31. Examples without numbers take no memory. */
    @Test
    void examplesMayBeAsManyAsAnAxisHas() {
        Batches<Tensor> batches = Batches.of(Tensor.zeros(1_500_000_000, 0), 1_200_000_000);
        assertEquals(300_000_000, batches.batch(1).shape().dim(0));
    }

    @Test
    void refusals() {
        refused("a batch has 1 to 4 examples", () -> Batches.of(points(4), 5));
        refused("a batch has 1 to 4 examples", () -> Batches.of(points(4), 0));
        refused(
                "the first axis of all data are the examples, got x [4, 2] and y [3];",
                () -> Batches.of(new Points(points(4).x(), points(3).y()), 2));
        refused(
                "the first axis of all data are the examples, got x [4, 2] and y [];",
                () -> Batches.of(new Points(points(4).x(), Tensor.scalar(1)), 2));
        refused("the first axis of all data are the examples", () -> Batches.whole(points(0)));
        refused("data without tensors have no examples", () -> Batches.of("text", 2));
        refused("the first step is 0, got -1", () -> Batches.of(points(4), 2).batch(-1));
    }

    private static void refused(String beginning, Runnable action) {
        var failure = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(failure.getMessage().startsWith(beginning), failure.getMessage());
    }
}
