package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.Allocation;

/** Short results of a compiled call lie side by side in memory: each keeps its own numbers, and no more memory than it must. */
class ShortResultsTest {
    /** Around a cache line, the longest that shares a piece (128 numbers), the piece (512 numbers), and none at all. */
    private static final int[] SIZES = {1, 7, 8, 9, 127, 128, 129, 0, 31, 33, 127, 128, 63, 65, 511, 513, 2, 128, 128, 1
    };

    private final Function<Tensor, List<Tensor>> manySizes = Autodiff.compile(ShortResultsTest::ofManySizes);

    /** Leaf i is x + i, of length SIZES[i], float32 where i is odd. */
    private static List<Tensor> ofManySizes(Tensor x) {
        return IntStream.range(0, SIZES.length)
                .mapToObj(
                        i -> x.plus(i).broadcastTo(Shape.of(SIZES[i])).cast(i % 2 == 0 ? DType.FLOAT64 : DType.FLOAT32))
                .toList();
    }

    private static void check(List<Tensor> results, int x) {
        for (int i = 0; i < SIZES.length; i++) {
            double[] expected = new double[SIZES[i]];
            Arrays.fill(expected, x + i);
            assertArrayEquals(expected, results.get(i).toArray());
        }
    }

    @Test
    void resultsStayAsTheyWereThroughOtherCallsOnManyThreads() {
        List<Tensor> first = manySizes.apply(Tensor.scalar(1000));
        IntStream.range(0, 400).parallel().forEach(call -> {
            List<Tensor> results = manySizes.apply(Tensor.scalar(call));
            manySizes.apply(Tensor.scalar(-1));
            check(results, call);
        });
        check(first, 1000);
    }

    /** A thousand kept losses hold a line and the JVM's margin each; with their gradients, of 100 numbers, it would be 800 bytes more. */
    @Test
    void aKeptLossDoesNotKeepItsGradient() {
        var gradient = Autodiff.compile(
                (Tensor x) -> Autodiff.valueAndGrad((Tensor y) -> y.square().sum(), x));
        Tensor x = Tensor.full(TensorType.float64(100), 2);
        gradient.apply(x);
        long before = collected();
        List<Tensor> losses = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            losses.add(gradient.apply(x).value());
        }
        long held = collected() - before;
        assertEquals(400, losses.get(999).item());
        assertTrue(held < 1000 * 500, () -> held + " bytes for 1000 scalars");
    }

    @Test
    void droppedResultsAreFreed() {
        manySizes.apply(Tensor.scalar(0));
        long before = collected();
        for (int i = 0; i < 10_000; i++) {
            manySizes.apply(Tensor.scalar(i));
        }
        long held = collected() - before;
        assertTrue(held < 1 << 20, () -> held + " bytes after 10,000 calls"); // one call's are 25 kB, all calls' 250 MB
    }

    /** Direct memory in use, after collections until it falls no more. */
    private static long collected() {
        long last = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            System.gc();
            try {
                Thread.sleep(10); // cleaners run on a thread of their own
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            long now = Allocation.directBytes();
            if (round > 1 && now >= last) {
                return now;
            }
            last = now;
        }
        return last;
    }
}
