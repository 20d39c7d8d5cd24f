package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.EES25;
import org.palinode.tests.ode.noise.NoiseRefusals.Refusal;
import org.palinode.tests.ode.support.Seed;

/** Whatever is combined under noise, the gradient is that of the steps, or it is refused in words that were agreed on. A failure names its seed. */
class RandomNoiseTest {
    /** Central differences over 1e-5, of numbers that are known to 1e-13: 1e-8, with room for third derivatives. */
    private static final double DIFFERENCES = 1e-6;
    /** Tangent and cotangent are the same numbers in another order; a reconstruction may be off by 1e-10. */
    private static final double TRANSPOSED = 1e-9;
    /** EES25 takes steps back nearly. */
    private static final double ACCEPTED = 1e-3;
    /** Some hundred float32 operations. */
    private static final double SINGLE = 2e-3;

    @Tag("thorough")
    @Tag("once")
    @Test
    void sixteenAreExactOrRefused() {
        onEach(16, Seed.fixed());
    }

    @Tag("long")
    @Test
    void aThousandAreExactOrRefused() {
        onEach(1000, Seed.fresh());
    }

    private static void onEach(int count, long seed) {
        System.out.println("RandomNoiseTest: seed " + seed);
        Random random = new Random(seed);
        List<NoisyCombination> all =
                IntStream.range(0, count).mapToObj(i -> draw(random)).toList();
        long working =
                all.stream().filter(drawn -> NoiseRefusals.of(drawn).isEmpty()).count();
        assertTrue(working > count / 3, working + " work");
        assertAll(IntStream.range(0, count).mapToObj(i -> {
            NoisyCombination drawn = all.get(i);
            String name = "seed " + seed + ", combination " + i + ": " + drawn;
            return () -> {
                try {
                    checkExactOrRefused(drawn, name);
                } catch (RuntimeException failure) {
                    throw new AssertionError(name, failure);
                }
            };
        }));
    }

    /** Most of what is refused is drawn again. */
    private static NoisyCombination draw(Random random) {
        NoisyCombination drawn = new NoisyCombination(random);
        while (NoiseRefusals.of(drawn).isPresent() && random.nextInt(3) > 0) {
            drawn = new NoisyCombination(random);
        }
        return drawn;
    }

    private static void checkExactOrRefused(NoisyCombination drawn, String name) {
        Optional<Refusal> refusal = NoiseRefusals.of(drawn);
        if (refusal.isPresent()) {
            Exception thrown = assertThrows(refusal.get().type(), () -> gradient(drawn, 1), name);
            assertTrue(thrown.getMessage().contains(refusal.get().text()), name + ": " + thrown.getMessage());
            return;
        }
        try {
            checkGradient(drawn, name);
        } catch (GradientException missed) {
            // the continuous adjoint may find that it did not come back, and says so
            assertTrue(
                    drawn.isContinuous() && missed.getMessage().contains("came back to t0 with y off"),
                    name + ": " + missed);
            return;
        }
        if (drawn.instances > 1) {
            checkInstances(drawn, name);
        }
    }

    private static void checkGradient(NoisyCombination drawn, String name) {
        double slope = along(gradient(drawn, 1), drawn);
        assertTrue(Double.isFinite(slope), name);
        double tangent = Autodiff.jvp((Map<String, Tensor> in) -> drawn.loss(in, 1), drawn.place(), drawn.way)
                .tangent()
                .item();
        double scale = Math.max(1, Math.abs(tangent));
        if (drawn.isContinuous()) {
            assertEquals(tangent, slope, 0.3 * scale, name); // two half-orders in 256 steps
            return;
        }
        assertEquals(tangent, slope, bound(drawn) * scale, name);
        if (!drawn.adapts() && drawn.dtype == DType.FLOAT64) {
            double h = 1e-5;
            double up = drawn.loss(drawn.moved(h), 1).item();
            double down = drawn.loss(drawn.moved(-h), 1).item();
            assertEquals((up - down) / (2 * h), tangent, DIFFERENCES * scale, name);
        }
    }

    private static double bound(NoisyCombination drawn) {
        if (drawn.dtype == DType.FLOAT32) {
            return SINGLE;
        }
        return drawn.adjoint instanceof ReversibleAdjoint && drawn.solver instanceof EES25 ? ACCEPTED : TRANSPOSED;
    }

    /** Instances are solves by themselves under folded paths to the bit, and gradients do not depend on threads. */
    private static void checkInstances(NoisyCombination drawn, String name) {
        List<Solution<Tensor>> together = drawn.solutions(Map.of(), 2);
        for (int i = 0; i < together.size(); i++) {
            Solution<Tensor> alone = drawn.alone(i);
            assertArrayEquals(alone.stepTimes(), together.get(i).stepTimes(), name);
            if (drawn.saving != NoisyCombination.Saving.SUBS) {
                assertArrayEquals(alone.ys().toArray(), together.get(i).ys().toArray(), name);
            }
        }
        Map<String, Tensor> one = gradient(drawn, 1);
        gradient(drawn, 2)
                .forEach((leaf, bar) -> assertArrayEquals(one.get(leaf).toArray(), bar.toArray(), name));
    }

    private static Map<String, Tensor> gradient(NoisyCombination drawn, int threads) {
        return Autodiff.grad((Map<String, Tensor> in) -> drawn.loss(in, threads))
                .apply(drawn.place());
    }

    private static double along(Map<String, Tensor> cotangents, NoisyCombination drawn) {
        return drawn.way.entrySet().stream()
                .mapToDouble(entry -> cotangents
                        .get(entry.getKey())
                        .times(entry.getValue())
                        .sum()
                        .item())
                .sum();
    }
}
