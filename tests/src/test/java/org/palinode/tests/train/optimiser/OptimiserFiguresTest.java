package org.palinode.tests.train.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.tests.train.optimiser.OptimiserFigures.Parameters;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.AdamW;
import org.palinode.train.optimiser.Lion;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;
import org.palinode.train.optimiser.RmsProp;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.schedule.Schedule;

/** Optimisers and schedules beside optax's, step by step. */
class OptimiserFiguresTest {
    /** Bound of the rounding that 50 steps add up, for numbers of size 1. */
    private static final double ROUNDING = 1e-12;

    private static final OptimiserFigures FIGURES = OptimiserFigures.READ;
    private static final Map<String, Schedule> SCHEDULES = Map.of(
            "constant", Schedule.constant(0.02),
            "linear", Schedule.linear(0.1, 0.02, 20),
            "exponential", Schedule.exponential(0.1, 0.7, 10),
            "cosine", Schedule.cosine(0.1, 0.005, 30),
            "warm-up and cosine", Schedule.cosine(0.1, 0.002, 32).warmUp(0.001, 8),
            "piecewise", Schedule.piecewise(List.of(0.1, 0.05, 0.01), 6, 25));

    private static Map<String, Optimiser> optimisers() {
        Map<String, Optimiser> all = new TreeMap<>();
        all.put("sgd", new Sgd(0.1));
        all.put("sgd, momentum", new Sgd(0.05, 0.9));
        all.put("sgd, Nesterov", new Sgd(0.03, 0.8).nesterov());
        all.put("sgd, exponential", new Sgd(SCHEDULES.get("exponential")));
        all.put("sgd, momentum, piecewise", new Sgd(SCHEDULES.get("piecewise"), 0.7, Sgd.Form.HEAVY_BALL));
        all.put("adam", new Adam(0.01));
        all.put("adam, all numbers", new Adam(Schedule.constant(0.2), 0.8, 0.95, 1e-3));
        all.put("adam, cosine", new Adam(SCHEDULES.get("cosine")));
        all.put("adam, warm-up and cosine", new Adam(SCHEDULES.get("warm-up and cosine")));
        all.put("adamw", new AdamW(0.05, 0.01));
        all.put(
                "adamw, masked",
                new AdamW(new Adam(SCHEDULES.get("linear"), 0.85, 0.999, 1e-8), 0.1, path -> !path.equals("scalar")));
        all.put("rmsprop", new RmsProp(0.01));
        all.put("rmsprop, all numbers", new RmsProp(Schedule.constant(0.02), 0.8, 1e-4, 0.6));
        all.put("rmsprop, momentum, cosine", new RmsProp(SCHEDULES.get("cosine"), 0.9, 1e-8, 0.9));
        all.put("lion", new Lion(0.01));
        all.put("lion, all numbers", new Lion(SCHEDULES.get("linear"), 0.8, 0.9, 0.05));
        all.put("clipped by value", new Sgd(0.1, 0.9).clippingByValue(0.5));
        all.put("clipped by norm", new Adam(0.05).clippingByNorm(2.5));
        all.put("clipped by both, scheduled", everything());
        all.put("accumulated", new Adam(0.1).accumulating(4));
        all.put("accumulated, clipped", everything().accumulating(3));
        all.put("not finite, skipped", new Adam(0.1).skippingNotFinite());
        all.put("average", new Sgd(0.1, 0.9).averaging(0.9));
        all.put("average, accumulated, clipped", everything().averaging(0.9).accumulating(3));
        all.put(
                "average of each, accumulated, clipped",
                everything().accumulating(3).averaging(0.9));
        return all;
    }

    private static Optimiser everything() {
        return new Adam(SCHEDULES.get("warm-up and cosine")).clippingByNorm(2).clippingByValue(1.5);
    }

    static Stream<String> names() {
        return optimisers().keySet().stream();
    }

    @Test
    void everyFigureHasACase() {
        assertEquals(FIGURES.paths().keySet(), optimisers().keySet());
        assertEquals(FIGURES.schedules().keySet(), SCHEDULES.keySet());
    }

    @Test
    void schedulesHaveTheReferencesValues() {
        SCHEDULES.forEach((name, schedule) -> {
            double[] expected = FIGURES.schedules().get(name);
            for (int step = 0; step < expected.length; step++) {
                assertEquals(expected[step], schedule.at(step), 4 * Math.ulp(0.1), name + " at step " + step);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void parametersAreTheReferencesAfterEachStep(String name) {
        Map<Integer, Parameters> path = path(name, FIGURES.first());
        FIGURES.paths()
                .get(name)
                .forEach((step, expected) -> assertNear(
                        Parameters.of(expected), path.get(step), ROUNDING, name + " after " + step + " steps"));
    }

    /** Directions of Lion may flip where rounding decides the sign of a mean, which does not happen on this path. */
    @ParameterizedTest
    @MethodSource("names")
    void singlePrecisionStaysSingleAndNearTheReference(String name) {
        Parameters last = path(name, FIGURES.first().cast(DType.FLOAT32)).get(OptimiserFigures.STEPS);
        Tree.flatten(last).leaves().forEach(leaf -> assertEquals(DType.FLOAT32, leaf.dtype()));
        Parameters expected = Parameters.of(FIGURES.paths().get(name).get(OptimiserFigures.STEPS));
        assertNear(expected, last, 50 * Math.ulp(4f), name); // each step rounds parameters below 4 once
    }

    private static Map<Integer, Parameters> path(String name, Parameters first) {
        Optimiser optimiser = optimisers().get(name);
        BiFunction<Parameters, Integer, Parameters> gradient =
                name.startsWith("not finite") ? FIGURES::broken : FIGURES::gradient;
        Map<Integer, Parameters> path = new TreeMap<>();
        Parameters parameters = first;
        OptimiserState<Parameters> state = optimiser.init(first);
        for (int step = 0; step < OptimiserFigures.STEPS; step++) {
            var next = optimiser.step(gradient.apply(parameters, step), state, parameters);
            parameters = next.parameters();
            state = next.state();
            path.put(step + 1, name.startsWith("average") ? state.average() : parameters);
        }
        return path;
    }

    private static void assertNear(Parameters expected, Parameters actual, double tolerance, String what) {
        List<Tensor> left = Tree.flatten(expected).leaves();
        List<Tensor> right = Tree.flatten(actual).leaves();
        for (int i = 0; i < left.size(); i++) {
            double[] numbers = right.get(i).toArray();
            assertArrayEquals(left.get(i).toArray(), numbers, tolerance, what);
            assertTrue(Arrays.stream(numbers).allMatch(Double::isFinite), what);
        }
    }
}
