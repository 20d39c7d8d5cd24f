package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.Trained;
import org.palinode.train.Trained.Ending;
import org.palinode.train.Trainer;
import org.palinode.train.TrainingException;
import org.palinode.train.data.BatchSource;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.report.TrainingReport;

class TrainerTest {
    static double[] numbers(Object tree) {
        return Tree.flatten(tree).leaves().stream()
                .flatMapToDouble(leaf -> java.util.Arrays.stream(leaf.toArray()))
                .toArray();
    }

    /** Compiled and eager steps sum in other orders: 60 roundings of numbers around 1. */
    @Test
    void takesTheStepsOfAPlainLoop() {
        Mlp expected = Spirals.initial(1);
        Batches<Spirals.Points> batches = Spirals.batches();
        List<Double> losses = new ArrayList<>(), expectedLosses = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            Spirals.Points batch = batches.batch(step);
            var found = Autodiff.valueAndGrad((Mlp p) -> Spirals.loss(p, batch), expected);
            expectedLosses.add(found.value().item());
            expected = Tree.map((p, g) -> p.minus(g.times(0.5)), expected, found.gradient());
        }
        Trained<Mlp> trained = Trainer.of(Spirals::loss, new Sgd(0.5), batches)
                .steps(20)
                .listening(report -> losses.add(report.loss()))
                .run(Spirals.initial(1));
        assertArrayEquals(numbers(expected), numbers(trained.parameters()), 60 * 0x1p-52);
        assertArrayEquals(
                expectedLosses.stream().mapToDouble(x -> x).toArray(),
                losses.stream().mapToDouble(x -> x).toArray(),
                60 * 0x1p-52);
        assertEquals(20, trained.steps());
        assertEquals(losses.get(19), trained.loss());
        assertEquals(Ending.FINISHED, trained.ending());
        assertSame(trained.parameters(), trained.best());
        Trained<Mlp> eager = Trainer.of(Spirals::loss, new Sgd(0.5), batches)
                .steps(20)
                .eagerly()
                .run(Spirals.initial(1));
        assertArrayEquals(numbers(expected), numbers(eager.parameters()), 60 * 0x1p-52);
    }

    @Test
    void learnsTheSpiralsAndKeepsTheBest() {
        List<Double> metrics = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        Trained<Mlp> trained = Spirals.trainer()
                .epochs(40)
                .validating(Spirals.points())
                .measuring(
                        "largest weight",
                        p -> p.layers().get(0).weight().abs().max().item())
                .listening(report -> {
                    if (!report.metrics().isEmpty()) {
                        steps.add(report.step());
                        metrics.add(report.metrics().get("validation"));
                        assertEquals(
                                List.of("validation", "largest weight"),
                                List.copyOf(report.metrics().keySet()));
                    }
                })
                .run(Spirals.initial(1));
        assertEquals(40, steps.size());
        assertEquals(List.of(6L, 12L, 18L), steps.subList(0, 3));
        double last = metrics.get(39),
                least = metrics.stream().min(Double::compare).orElseThrow();
        assertTrue(last < 0.6 * metrics.get(0), metrics.toString());
        assertEquals(least, Spirals.loss(trained.best(), Spirals.points()).item(), 8 * 0x1p-52);
        assertEquals(last, Spirals.loss(trained.parameters(), Spirals.points()).item(), 8 * 0x1p-52);
        assertEquals(last, trained.metrics().get("validation"));
    }

    @Test
    void metricsOfTheResultHaveTheOrderInWhichTheyWereAskedFor() {
        List<String> names = List.of("z", "q", "a", "m", "c", "x", "b", "k");
        Trainer<Tensor, Void> trainer = Trainer.of((Tensor p) -> p.square(), new Sgd(0.1));
        for (String name : names) {
            trainer = trainer.measuring(name, p -> 0);
        }
        Trained<Tensor> trained = trainer.run(Tensor.scalar(1));
        assertEquals(names, List.copyOf(trained.metrics().keySet()));
        assertThrows(
                UnsupportedOperationException.class, () -> trained.metrics().put("later", 1.0));
    }

    /** A metric that is told: 5, 3, 4, 3, NaN, 2, ... */
    @Test
    void stopsEarlyAtItsPatience() {
        double[] told = {5, 3, 4, 3, Double.NaN, 2};
        int[] count = {0};
        List<Mlp> seen = new ArrayList<>();
        Trainer<Mlp, Spirals.Points> trainer = Spirals.trainer()
                .steps(100)
                .measuring("told", p -> {
                    seen.add(p);
                    return told[count[0]++];
                })
                .measuringEvery(2);
        Trained<Mlp> trained = trainer.stoppingEarly(3).run(Spirals.initial(1));
        assertEquals(Ending.STOPPED_EARLY, trained.ending());
        assertEquals(10, trained.steps());
        assertSame(seen.get(1), trained.best());
        count[0] = 0;
        Trained<Mlp> patient = trainer.stoppingEarly(4)
                .stoppingWhen(report -> report.step() == 13)
                .run(Spirals.initial(1));
        assertEquals(Ending.STOPPED, patient.ending());
        assertEquals(13, patient.steps());
        assertSame(seen.get(10), patient.best());
    }

    @Test
    void aLossWithItsDataInsideNeedsNoBatches() {
        record Line(Tensor slope, Tensor offset) {}
        Tensor x = Tensor.linspace(0, 1, 20), y = x.times(3).plus(1);
        List<TrainingReport<? extends Line>> reports = new ArrayList<>();
        Trained<Line> trained = Trainer.of(
                        (Line p) -> p.slope()
                                .times(x)
                                .plus(p.offset())
                                .minus(y)
                                .square()
                                .mean(),
                        new Adam(0.1))
                .steps(500)
                .listening(reports::add)
                .run(new Line(Tensor.scalar(0), Tensor.scalar(0)));
        assertEquals(3, trained.parameters().slope().item(), 1e-3); // Adam at 0.1 has not settled closer
        assertEquals(1, trained.parameters().offset().item(), 1e-3);
        assertEquals(500, reports.size());
        assertEquals(37, reports.get(36).epoch());
        assertEquals(0, reports.get(36).first());
    }

    /** √(p − 3) with p falling by 1 a step. */
    @Test
    void aLossThatIsNotFiniteEndsTheTraining() {
        List<Long> steps = new ArrayList<>();
        var failure = assertThrows(
                TrainingException.class,
                () -> Trainer.of((Tensor p) -> p.minus(3).sqrt().plus(p), new Sgd(0.5))
                        .steps(100)
                        .listening(report -> steps.add(report.step()))
                        .run(Tensor.scalar(5)));
        assertEquals(steps.size() + 1, failure.step());
        assertEquals(
                "step " + failure.step() + " failed: the loss is NaN; try a smaller learning rate or clippingByNorm,"
                        + " and name a folder by in(folder), so that there are checkpoints",
                failure.getMessage());
        assertTrue(failure.checkpoint().isEmpty());
        assertFalse(failure.isMistake());
    }

    @Test
    void aLossThatIsNotFiniteAtFirstIsNoMatterOfTheLearningRate() {
        record Points(Tensor x, Tensor y) {}
        Points points = new Points(Tensor.of(1, 2, 3, 4), Tensor.of(2, 4, Double.NaN, 8));
        Batches<Points> batches = Batches.of(points, 2);
        BiFunction<Tensor, Points, Tensor> loss =
                (p, batch) -> Loss.mse(batch.x().times(p), batch.y());
        var later = assertThrows(
                TrainingException.class,
                () -> Trainer.of(loss, new Sgd(0.1), batches).run(Tensor.scalar(0)));
        assertTrue(
                later.getMessage()
                        .startsWith(
                                "step 2 failed: the loss is NaN on a batch with numbers that are not finite, in y; try"),
                later.getMessage());
        var first = assertThrows(
                TrainingException.class,
                () -> Trainer.of(loss, new Sgd(0.1), Batches.whole(points)).run(Tensor.scalar(0)));
        assertEquals(
                "step 1 failed: the loss is NaN on a batch with numbers that are not finite, in y; nothing has moved yet: look at the"
                        + " data, the initial parameters and the loss",
                first.getMessage());
        assertTrue(first.isMistake());
        var parameters = assertThrows(
                TrainingException.class,
                () -> Trainer.of((Tensor p) -> p.log().sum(), new Sgd(0.1)).run(Tensor.scalar(-1)));
        assertTrue(
                parameters.getMessage().startsWith("step 1 failed: the loss is NaN; nothing has moved yet"),
                parameters.getMessage());
    }

    /** A loss that refuses infinity by itself makes no mistake of a step that was too long: 0 − 10 · (−1e308). */
    @Test
    void aStepThatLeavesTheFiniteNumbersIsNoMistakeOfTheLoss() {
        var failure = assertThrows(
                TrainingException.class,
                () -> Trainer.of(
                                (Tensor p) -> {
                                    if (!Double.isFinite(p.stopGradient().item())) {
                                        throw new IllegalArgumentException("p must be finite");
                                    }
                                    return p.times(-1e308);
                                },
                                new Sgd(10))
                        .eagerly()
                        .steps(3)
                        .run(Tensor.scalar(0)));
        assertTrue(
                failure.getMessage()
                        .startsWith(
                                "step 1 failed: it led to numbers that are not finite, in parameters; try a smaller"),
                failure.getMessage());
        assertFalse(failure.isMistake());
    }

    @Test
    void aLossThatReadsNumbersIsToldOfEagerSteps() {
        Trainer<Tensor, Void> reading =
                Trainer.of((Tensor p) -> p.times(p.stopGradient().item()), new Sgd(0.1));
        var failure =
                assertThrows(TrainingException.class, () -> reading.steps(1).run(Tensor.scalar(1)));
        assertTrue(
                failure.getMessage().endsWith("A Trainer whose loss reads numbers runs eagerly()"),
                failure.getMessage());
        assertTrue(failure.isMistake());
        assertEquals(1, reading.steps(1).eagerly().run(Tensor.scalar(1)).loss());
    }

    @Test
    void anOptimiserThatSkipsGoesOn() {
        Tensor bad = Tensor.of(1, Double.NaN, 2);
        Trained<Tensor> trained = Trainer.of(
                        (Tensor p, Tensor x) -> p.minus(x.sum()).square(),
                        new Sgd(0.25).skippingNotFinite(),
                        Batches.of(bad, 1))
                .epochs(2)
                .run(Tensor.scalar(0));
        assertEquals(2, trained.state().skipped());
        assertEquals(
                1.5625, trained.parameters().item()); // half the way to 1, to 2, to 1, to 2: 0.5, 1.25, 1.125, 1.5625
    }

    @Test
    void aLossThatThrowsIsNamedByItsStep() {
        var failure = assertThrows(
                TrainingException.class,
                () -> Trainer.of((Tensor p) -> p.reshape(3).sum(), new Sgd(1)).run(Tensor.scalar(0)));
        assertEquals(
                "step 1 failed: " + failure.getCause().getMessage(), failure.getMessage()); // no other rate helps here
        assertEquals(IllegalArgumentException.class, failure.getCause().getClass());
        assertTrue(failure.isMistake());
        var outside = assertThrows(
                TrainingException.class,
                () -> Trainer.of((List<Tensor> p) -> p.get(1), new Sgd(1)).run(List.of(Tensor.scalar(0))));
        assertTrue(outside.isMistake());
        var silent = assertThrows(
                TrainingException.class,
                () -> Trainer.of(
                                (Tensor p) -> {
                                    throw new IllegalStateException();
                                },
                                new Sgd(1))
                        .run(Tensor.scalar(0)));
        assertEquals("step 1 failed: java.lang.IllegalStateException", silent.getMessage());
    }

    record Standing(Tensor weight, Tensor mean) {}

    /** A running mean of what was seen, and a weight that may not leave [−1, 1]. */
    @Test
    void whatIsUpdatedAfterEachStepHasTheBatch() {
        Tensor data = Tensor.of(1, 2, 4, 8);
        Trained<Standing> trained = Trainer.of(
                        (Standing p, Tensor x) -> p.weight().times(x).sum(), new Sgd(0.25), Batches.of(data, 1))
                .updating((p, x) -> new Standing(
                        p.weight().maximum(-1), p.mean().times(0.5).plus(x.sum().times(0.5))))
                .epochs(1)
                .run(new Standing(Tensor.scalar(1), Tensor.scalar(0)));
        assertEquals(-1, trained.parameters().weight().item()); // 0.75, 0.25, -0.75, -2.75
        assertEquals(5.3125, trained.parameters().mean().item()); // 0.5, 1.25, 2.625, 5.3125
    }

    /** As a running mean of a NaN would be NaN from then on. */
    @Test
    void aSkippedStepIsNotUpdated() {
        Trained<Standing> trained = Trainer.of(
                        (Standing p, Tensor x) -> p.weight().times(x).sum(),
                        new Sgd(0.25).skippingNotFinite(),
                        Batches.of(Tensor.of(1, Double.NaN, 4), 1))
                .updating((p, x) -> new Standing(p.weight(), p.mean().plus(x.sum())))
                .run(new Standing(Tensor.scalar(1), Tensor.scalar(0)));
        assertEquals(5, trained.parameters().mean().item());
        assertEquals(-0.25, trained.parameters().weight().item()); // 1 − 0.25 − 1
    }

    @Test
    void aValidationIsAsEagerAsTheTraining() {
        int[] calls = {0};
        Spirals.trainer()
                .steps(5)
                .measuringEvery(1)
                .validating(Spirals.points(), (network, points) -> {
                    calls[0]++;
                    return Spirals.loss(network, points);
                })
                .eagerly()
                .run(Spirals.initial(1));
        assertEquals(5, calls[0]);
    }

    @Test
    void aMetricThatCannotBeMeasuredIsNamed() {
        Spirals.Points wrong = new Spirals.Points(Tensor.zeros(5, 3), Tensor.arange(5));
        var shapes = assertThrows(
                TrainingException.class,
                () -> Spirals.trainer().validating(wrong).run(Spirals.initial(1)));
        assertEquals(
                "step 6 failed: the metric validation cannot be measured: "
                        + shapes.getCause().getMessage(),
                shapes.getMessage());
        assertTrue(shapes.isMistake());
        var own = assertThrows(
                TrainingException.class,
                () -> Spirals.trainer()
                        .measuringEvery(2)
                        .measuring("accuracy", p -> {
                            throw new IllegalStateException("no labels");
                        })
                        .run(Spirals.initial(1)));
        assertEquals("step 2 failed: the metric accuracy cannot be measured: no labels", own.getMessage());
    }

    /** Only the first metric is watched; infinity is a value that any number is less than. */
    @Test
    void aWatchedMetricThatWasNeverANumberEndsTheTraining() {
        Trainer<Mlp, Spirals.Points> trainer = Spirals.trainer().steps(3).measuringEvery(1);
        var failure = assertThrows(
                TrainingException.class,
                () -> trainer.measuring("rate", p -> Double.NaN).run(Spirals.initial(1)));
        assertEquals(
                "step 1 failed: the metric rate cannot be measured: it is watched and has been NaN from its first"
                        + " measurement on; look for NaN in its data, or let it return infinity as long as it has no value",
                failure.getMessage());
        Trained<Mlp> trained = trainer.measuring("none yet", p -> Double.POSITIVE_INFINITY)
                .measuring("rate", p -> Double.NaN)
                .run(Spirals.initial(1));
        assertSame(trained.parameters(), trained.best(), "not those that the training began with");
        assertEquals(Double.NaN, trained.metrics().get("rate"));
    }

    /** The step overflows, and the metric refuses what it led to in its own words. */
    @Test
    void aStepThatLeavesTheFiniteNumbersIsNoMistakeOfAMetric() {
        var failure = assertThrows(
                TrainingException.class,
                () -> Trainer.of((Tensor p) -> p.times(-1e308), new Sgd(10))
                        .measuring("size", p -> {
                            throw new IllegalArgumentException("p must be finite");
                        })
                        .run(Tensor.scalar(0)));
        assertEquals(
                "it led to numbers that are not finite, in ", failure.problem().replaceAll("parameters.*", ""));
        assertFalse(failure.isMistake());
    }

    @Test
    void bestIsTheLastAsLongAsNothingWasMeasured() {
        Trained<Mlp> trained =
                Spirals.trainer().validating(Spirals.points()).steps(5).run(Spirals.initial(1));
        assertSame(trained.parameters(), trained.best());
    }

    @Test
    void refusals() {
        Trainer<Mlp, Spirals.Points> trainer = Spirals.trainer();
        refused("the number of steps must be 1 at least, got 0", () -> trainer.steps(0));
        refused("the number of epochs must be 1 at least", () -> trainer.epochs(-1));
        refused("the number of steps between checkpoints must be 1", () -> trainer.savingEvery(0));
        refused(
                "time between checkpoints cannot be negative",
                () -> trainer.savingEvery(java.time.Duration.ofMillis(-1)));
        refused("the number of steps between measurements", () -> trainer.measuringEvery(0));
        refused("stopping early watches the first metric, and there is none", () -> trainer.stoppingEarly(3));
        refused(
                "there is a metric a already",
                () -> trainer.measuring("a", p -> 0).measuring("a", p -> 1));
        for (String column : List.of("step", "epoch", "loss")) {
            refused("a log has " + column + " already", () -> trainer.measuring(column, p -> 0));
        }
        refused(
                "an epoch has 1 batch at least, got 0 from ",
                () -> Trainer.of(Spirals::loss, new Sgd(1), new Nothing()));
        refused("a training is resumed from a folder", () -> trainer.resume(Spirals.initial(1)));
        assertEquals(Map.of(), trainer.steps(1).run(Spirals.initial(1)).metrics());
    }

    private record Nothing() implements BatchSource<Spirals.Points> {
        @Override
        public Spirals.Points batch(long step) {
            throw new IllegalStateException();
        }

        @Override
        public long perEpoch() {
            return 0;
        }
    }

    private static void refused(String beginning, Runnable action) {
        var failure = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(failure.getMessage().startsWith(beginning), failure.getMessage());
    }
}
