package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.outcome.GradientException;
import org.palinode.tests.ode.adjoint.GradientCase.Leaf;
import org.palinode.tests.ode.support.Seed;

/** Whatever is combined, the gradient is exact, or it is refused in words that were agreed on. A failure names its seed. */
@Tag("thorough")
class RandomCombinationsTest {
    /** Extrapolated differences over 1e-3 and less: 1e-13/1e-4 of rounding, and of equations solved to 1e-13. */
    private static final double EXACT = 1e-8;
    /** Backsolve's 150 steps of a method of order 2, or dense output of order 3. */
    private static final double CONTINUOUS = 1e-3;

    /** EES25 takes steps back to 1e-6; cotangents may grow tenfold. */
    private static final double ACCEPTED = 1e-5;

    /** Tangent and cotangent are the same numbers in another order; the reversible adjoint accepts a reconstruction off by 1e-10. */
    private static final double TRANSPOSED = 1e-9;
    /** Second differences over 1e-3 and less: 1e-13/1e-6 of rounding, several times over in the extrapolation. */
    private static final double CURVED = 1e-5;

    /** A refusal. */
    record Refusal(Class<? extends Exception> type, String text) {}

    @Test
    void twoHundredAreExactOrRefused() {
        onEach(200, Seed.fixed(), RandomCombinationsTest::checkExactOrRefused);
    }

    @Test
    void thirtyHaveSecondDerivatives() {
        onEach(30, Seed.fixed(), RandomCombinationsTest::checkSecond);
    }

    @Tag("long")
    @Test
    void aThousandAreExactOrRefused() {
        onEach(1000, Seed.fresh(), RandomCombinationsTest::checkExactOrRefused);
    }

    @Tag("long")
    @Test
    void twoHundredHaveSecondDerivatives() {
        onEach(200, Seed.fresh(), RandomCombinationsTest::checkSecond);
    }

    private static void onEach(int count, long seed, BiConsumer<GradientCase, String> check) {
        System.out.println("RandomCombinationsTest: seed " + seed);
        Random random = new Random(seed);
        assertAll(IntStream.range(0, count).mapToObj(i -> {
            GradientCase drawn = GradientCase.draw(random);
            String name = "seed " + seed + ", combination " + i + ": " + drawn;
            return () -> named(name, () -> check.accept(drawn, name));
        }));
    }

    private static void checkExactOrRefused(GradientCase drawn, String name) {
        refusal(drawn).ifPresentOrElse(refusal -> checkRefused(drawn, refusal, name), () -> check(drawn, name));
    }

    private static void checkSecond(GradientCase drawn, String name) {
        if (!drawn.isContinuous() && refusal(drawn).isEmpty()) {
            checkCurvature(drawn, name);
        }
    }

    private static void named(String name, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException failure) {
            throw new AssertionError(name, failure);
        }
    }

    private static void check(GradientCase drawn, String name) {
        double slope = along(gradient(drawn), drawn);
        double expected = extrapolated(h -> difference(drawn, h));
        double bound = drawn.isContinuous() ? CONTINUOUS : drawn.isEffectivelyReversible() ? ACCEPTED : EXACT;
        assertEquals(expected, slope, bound * Math.max(1, Math.abs(expected)), name);
        double tangent = Autodiff.jvp((Map<Leaf, Tensor> in) -> drawn.loss(in, true), drawn.place(), drawn.direction)
                .tangent()
                .item();
        boolean transposed = !drawn.isContinuous() && !drawn.isEffectivelyReversible();
        assertEquals(tangent, slope, (transposed ? TRANSPOSED : bound) * Math.max(1, Math.abs(tangent)), name);
    }

    /** The product of Hessian and direction, along the direction, against extrapolated second differences. */
    private static void checkCurvature(GradientCase drawn, String name) {
        Map<Leaf, Tensor> product =
                Autodiff.hvp((Map<Leaf, Tensor> in) -> drawn.loss(in, true), drawn.place(), drawn.direction);
        double curvature = along(product, drawn);
        double here = drawn.loss(drawn.place(), false).item();
        double expected = extrapolated(h -> {
            double up = drawn.loss(drawn.moved(h), false).item();
            double down = drawn.loss(drawn.moved(-h), false).item();
            return (up - 2 * here + down) / (h * h);
        });
        assertEquals(expected, curvature, CURVED * Math.max(1, Math.abs(expected)), name);
    }

    private static double along(Map<Leaf, Tensor> cotangents, GradientCase drawn) {
        return drawn.direction.entrySet().stream()
                .mapToDouble(way ->
                        cotangents.get(way.getKey()).times(way.getValue()).sum().item())
                .sum();
    }

    /** Central differences over ever smaller steps, extrapolated to none: C. J. F. Ridders, Adv. Eng. Softw. 4, 1982, 75–76. */
    private static double extrapolated(DoubleUnaryOperator difference) {
        double[] row = new double[6];
        double best = Double.NaN;
        double doubt = Double.POSITIVE_INFINITY;
        for (int i = 0; i < row.length && !(doubt < EXACT / 10); i++) {
            double[] before = row.clone();
            row[0] = difference.applyAsDouble(GradientCase.FARTHEST / (1 << i));
            double factor = 1;
            for (int j = 1; j <= i; j++) {
                factor *= 4;
                row[j] = row[j - 1] + (row[j - 1] - before[j - 1]) / (factor - 1);
                double change = Math.max(Math.abs(row[j] - row[j - 1]), Math.abs(row[j] - before[j - 1]));
                if (change < doubt) {
                    doubt = change;
                    best = row[j];
                }
            }
        }
        return best;
    }

    private static double difference(GradientCase drawn, double h) {
        Tensor up = drawn.loss(drawn.moved(h), false);
        Tensor down = drawn.loss(drawn.moved(-h), false);
        return up.minus(down).item() / (2 * h);
    }

    private static Map<Leaf, Tensor> gradient(GradientCase drawn) {
        return Autodiff.grad((Map<Leaf, Tensor> in) -> drawn.loss(in, true)).apply(drawn.place());
    }

    private static void checkRefused(GradientCase drawn, Refusal refusal, String name) {
        Exception thrown = assertThrows(refusal.type(), () -> gradient(drawn), name);
        assertTrue(thrown.getMessage().startsWith(refusal.text()), name + ": " + thrown.getMessage());
    }

    /** What is refused, in the order in which it is looked at. */
    static Optional<Refusal> refusal(GradientCase drawn) {
        boolean backsolve = drawn.adjoint instanceof BacksolveAdjoint;
        boolean implicit = drawn.adjoint instanceof ImplicitAdjoint;
        if (backsolve && drawn.hasEvent()) {
            return refused(UnsupportedOperationException.class, "BacksolveAdjoint cannot differentiate events");
        }
        if (implicit && !drawn.saving.isEnd()) {
            return refused(
                    IllegalArgumentException.class,
                    "ImplicitAdjoint differentiates the end value of a solve and nothing else, got SaveAt[");
        }
        if (backsolve && drawn.saving.dense()) {
            return refused(UnsupportedOperationException.class, "BacksolveAdjoint cannot differentiate dense output");
        }
        if (drawn.adapts() && !drawn.solver.estimatesError()) {
            return refused(
                    IllegalArgumentException.class,
                    drawn.steps == GradientCase.Steps.ADAPTIVE
                            ? "PIDController needs an error estimate, which " + drawn.solver
                            : "ClipStepSizeController needs an error estimate, which " + drawn.solver);
        }
        if (implicit && (drawn.direction.containsKey(Leaf.T0) || drawn.direction.containsKey(Leaf.T1))) {
            return refused(
                    UnsupportedOperationException.class,
                    "ImplicitAdjoint cannot differentiate with respect to t0 and t1");
        }
        if (drawn.direction.keySet().equals(Set.of(Leaf.TS)) && implicit) {
            return Optional.empty(); // the end does not depend on them, and nobody is asked
        }
        if (implicit && drawn.hasEvent()) {
            return refused(
                    UnsupportedOperationException.class,
                    "ImplicitAdjoint differentiates the end value of a solve, not times and states of events");
        }
        if (implicit) {
            return refused(GradientException.class, "ImplicitAdjoint differentiates a steady state, but");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(Class<? extends Exception> type, String text) {
        return Optional.of(new Refusal(type, text));
    }
}
