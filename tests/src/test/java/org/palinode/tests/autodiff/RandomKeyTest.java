package org.palinode.tests.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

class RandomKeyTest {
    private static final int MANY = 100_000;

    @Test
    void wordsAreThoseOfSplittableRandom() {
        SplittableRandom reference = new SplittableRandom(42);
        Tensor uniform = RandomKey.of(42).uniform(TensorType.float64(1000), 0, 1);
        for (double value : uniform.toArray()) {
            assertEquals(((reference.nextLong() >>> 11) + 0.5) * 0x1p-53, value);
        }
    }

    @Test
    void theSameKeyGivesTheSameNumbersForEver() {
        assertClose(RandomKey.of(7).normal(3, 4), RandomKey.of(7).normal(3, 4), 0);
        // The formulas of the class, worked out in Python.
        assertNumbers(RandomKey.of(7).normal(2), 1e-15, 1.3649922974572282, -0.3965239752538177);
        assertNumbers(RandomKey.of(7).fold(3).normal(2), 1e-15, 1.5063702654273512, 0.6823309432231764);
    }

    @Test
    void normalNumbersAreNormal() {
        Tensor x = RandomKey.of(1).normal(MANY);
        // Deviations of mean, variance, skewness and kurtosis of n samples: √(1/n), √(2/n), √(6/n), √(24/n); four of
        // each.
        assertEquals(0, x.mean().item(), 4 * Math.sqrt(1.0 / MANY));
        assertEquals(1, x.square().mean().item(), 4 * Math.sqrt(2.0 / MANY));
        assertEquals(0, x.power(3).mean().item(), 4 * Math.sqrt(15.0 / MANY));
        assertEquals(3, x.power(4).mean().item(), 4 * Math.sqrt(96.0 / MANY));
    }

    @Test
    void uniformNumbersFillTheirInterval() {
        Tensor x = RandomKey.of(1).uniform(TensorType.float32(MANY), -3, 5);
        assertEquals(1, x.mean().item(), 4 * 8 / Math.sqrt(12.0 * MANY));
        assertTrue(x.negate().max().item() <= 3 && x.max().item() <= 5);
        assertTrue(x.negate().max().item() > 2.99 && x.max().item() > 4.99);
    }

    @Test
    void foldedKeysDifferFromEachOtherAndFromTheirParent() {
        Set<Long> seeds = new HashSet<>();
        RandomKey key = RandomKey.of(0);
        seeds.add(key.seed());
        for (int i = 0; i < 1000; i++) {
            seeds.add(key.fold(i).seed());
            seeds.add(key.fold(i).fold(i).seed());
        }
        assertEquals(2001, seeds.size());
        assertNotEquals(key.fold(1).fold(2), key.fold(2).fold(1));
        Tensor a = key.fold(0).normal(MANY);
        Tensor b = key.fold(1).normal(MANY);
        assertEquals(0, a.dot(b).item() / MANY, 4 / Math.sqrt(MANY));
    }
}
