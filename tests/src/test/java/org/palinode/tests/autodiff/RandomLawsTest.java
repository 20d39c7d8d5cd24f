package org.palinode.tests.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.GumbelDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Laws of random numbers by the distance of Kolmogorov and Smirnov; keys are fixed, so nothing here depends on chance. */
class RandomLawsTest {
    private static final int MANY = 20_000;

    /** Passed by all but one in a million samples: 2.67 / √n. */
    private static final double DISTANCE = 2.67 / Math.sqrt(MANY);

    private static final RandomKey KEY = RandomKey.of(16);
    private static final TensorType TYPE = TensorType.float64(MANY);

    static Stream<Arguments> laws() {
        return Stream.of(
                Arguments.of("exponential", KEY.exponential(TYPE), new ExponentialDistribution(1)),
                Arguments.of("gumbel", KEY.gumbel(TYPE), new GumbelDistribution(0, 1)),
                Arguments.of("gamma 0.3", KEY.gamma(TYPE, 0.3), new GammaDistribution(0.3, 1)),
                Arguments.of("gamma 1", KEY.gamma(TYPE, 1), new GammaDistribution(1, 1)),
                Arguments.of("gamma 7.5", KEY.gamma(TYPE, 7.5), new GammaDistribution(7.5, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("laws")
    void numbersHaveTheirLaw(String name, Tensor numbers, RealDistribution law) {
        assertTrue(distance(numbers, law::cumulativeProbability) < DISTANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "-2,2",
        "-0.3,0.1",
        "0.2,5",
        "1,30",
        "6,9",
        "8,Infinity",
        "-Infinity,-7",
        "-1,0",
        "-Infinity,Infinity",
        "3,3.5"
    })
    void normalNumbersKeepWithinTheirBounds(double low, double high) {
        Tensor numbers = KEY.truncatedNormal(TYPE, low, high);
        assertTrue(numbers.min().item() > low && numbers.max().item() < high);
        double sign = high <= 0 ? -1 : 1; // a tail is far more precise from its own side
        double above = upper(sign > 0 ? low : -high);
        double rest = upper(sign > 0 ? high : -low);
        assertTrue(distance(numbers.times(sign), x -> (above - upper(x)) / (above - rest)) < DISTANCE);
    }

    private static double upper(double x) {
        return Erf.erfc(x / Math.sqrt(2)) / 2;
    }

    private static double distance(Tensor numbers, DoubleUnaryOperator law) {
        double[] sorted = numbers.toArray();
        Arrays.sort(sorted);
        return IntStream.range(0, sorted.length)
                .mapToDouble(i -> Math.max(
                        law.applyAsDouble(sorted[i]) - (double) i / sorted.length,
                        (i + 1.0) / sorted.length - law.applyAsDouble(sorted[i])))
                .max()
                .orElseThrow();
    }

    @Test
    void choicesHaveTheirProbabilities() {
        Tensor logits = Tensor.of(0.5, 0.2, 0.3).log().plus(7).broadcastTo(MANY, 3);
        int[] drawn = KEY.categorical(logits, 1).toArray();
        double[] expected = {0.5, 0.2, 0.3};
        for (int i = 0; i < 3; i++) {
            int choice = i;
            double share =
                    (double) Arrays.stream(drawn).filter(one -> one == choice).count() / MANY;
            assertEquals(expected[i], share, deviations(expected[i]));
        }
        assertEquals(0.3, KEY.bernoulli(TYPE, 0.3).mean().item(), deviations(0.3));
        assertEquals(0.3, KEY.bernoulli(Tensor.full(TYPE, 0.3)).mean().item(), deviations(0.3));
        assertArrayEquals(new double[] {0, 1}, KEY.bernoulli(Tensor.of(0, 1)).toArray());
    }

    /** Five standard deviations of a share. */
    private static double deviations(double share) {
        return 5 * Math.sqrt(share * (1 - share) / MANY);
    }

    @Test
    void choicesByWhatAProgramComputesAreTheSame() {
        Tensor logits = RandomKey.of(3).normal(50, 4);
        Indices atOnce = KEY.categorical(logits.times(2), 1);
        Tensor compiled = Autodiff.compile(
                        (Tensor x) -> KEY.categorical(x.times(2), 1).numbers())
                .apply(logits);
        assertArrayEquals(atOnce.numbers().toArray(), compiled.toArray());
    }

    @Test
    void aPermutationHasEachPositionOnceAndEveryOrderIsAsLikely() {
        int[] order = KEY.permutation(1000).toArray();
        assertArrayEquals(
                IntStream.range(0, 1000).toArray(),
                Arrays.stream(order).sorted().toArray());
        int[] counts = new int[6];
        for (int i = 0; i < 6000; i++) {
            int[] three = KEY.fold(i).permutation(3).toArray();
            counts[2 * three[0] + (three[1] > three[2] ? 1 : 0)]++;
        }
        for (int count : counts) {
            assertEquals(1000, count, 5 * Math.sqrt(6000 / 6.0 * 5 / 6));
        }
    }

    @Test
    void lawsThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> KEY.gamma(TYPE, 0));
        assertThrows(IllegalArgumentException.class, () -> KEY.gamma(TYPE, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> KEY.truncatedNormal(TYPE, 1, 1));
    }
}
