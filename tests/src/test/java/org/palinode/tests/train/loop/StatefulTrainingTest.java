package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.BatchNorm;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.train.SavedTraining;
import org.palinode.train.Stateful;
import org.palinode.train.Trained;
import org.palinode.train.Trainer;
import org.palinode.train.TrainingException;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.AdamW;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.Sgd;

class StatefulTrainingTest {
    /** A classifier of the spirals with a batch norm between its layers. */
    record Net(Linear in, BatchNorm norm, Linear out) {
        static Net random(long seed) {
            RandomKey key = RandomKey.of(seed);
            return new Net(
                    Linear.random(key.fold(0), DType.FLOAT64, 2, 8),
                    BatchNorm.of(DType.FLOAT64, 8),
                    Linear.random(key.fold(1), DType.FLOAT64, 8, 1));
        }

        Tensor logits(Tensor normalised) {
            return out.apply(normalised.tanh()).flatten();
        }
    }

    private static Tensor entropy(Tensor logits, Tensor y) {
        return logits.softplus().minus(logits.times(y)).mean();
    }

    private static Stateful.Value<BatchNorm.State> loss(Net net, BatchNorm.State moments, Spirals.Points batch) {
        BatchNorm.Trained normal = net.norm().train(moments, net.in().apply(batch.x()));
        return new Stateful.Value<>(entropy(net.logits(normal.value()), batch.y()), normal.state());
    }

    private static Tensor inUse(Stateful<Net, BatchNorm.State> model, Spirals.Points points) {
        Net net = model.parameters();
        return entropy(net.logits(net.norm().apply(model.state(), net.in().apply(points.x()))), points.y());
    }

    private static Stateful<Net, BatchNorm.State> initial(long seed) {
        Net net = Net.random(seed);
        return new Stateful<>(net, net.norm().start());
    }

    private static Trainer<Stateful<Net, BatchNorm.State>, Spirals.Points> trainer(Optimiser optimiser) {
        return Trainer.stateful(StatefulTrainingTest::loss, optimiser, Spirals.batches());
    }

    /**
     * Compiled and eager steps sum in other orders. A rounding in a gradient is divided by its size in AdamW's first steps, and the bias
     * before a batch norm has a gradient of roundings alone: so momentum, whose steps are as small as their gradients.
     */
    @Test
    void takesTheStepsOfALoopByHand() {
        Optimiser optimiser = new Sgd(0.5, 0.9).averaging(0.9);
        Net net = Net.random(1);
        BatchNorm.State moments = net.norm().start();
        var memory = optimiser.init(net);
        for (int step = 0; step < 20; step++) {
            Spirals.Points batch = Spirals.batches().batch(step);
            BatchNorm.State before = moments;
            Net gradient = Autodiff.grad((Net p) -> loss(p, before, batch).loss(), net);
            moments = loss(net, moments, batch).state();
            var updated = optimiser.step(gradient, memory, net);
            net = updated.parameters();
            memory = updated.state();
        }
        for (var trainer : List.of(trainer(optimiser), trainer(optimiser).eagerly())) {
            Trained<Stateful<Net, BatchNorm.State>> trained = trainer.steps(20)
                    .validating(Spirals.points(), StatefulTrainingTest::inUse)
                    .measuringEvery(20)
                    .run(initial(1));
            same(net, trained.parameters().parameters());
            same(moments, trained.parameters().state());
            same(memory.average(), trained.state().average().parameters());
            assertSame(trained.parameters().state(), trained.state().average().state());
            double expected =
                    inUse(new Stateful<>(net, moments), Spirals.points()).item();
            assertEquals(expected, trained.metrics().get("validation"), 1e-12);
            assertEquals(expected, inUse(trained.best(), Spirals.points()).item(), 1e-12);
        }
    }

    /** 20 steps of numbers around 1, each with some ten roundings that momentum multiplies by ten. */
    private static void same(Object expected, Object actual) {
        assertArrayEquals(TrainerTest.numbers(expected), TrainerTest.numbers(actual), 1e-12);
    }

    @Test
    void decayOfWeightsLeavesTheStateAlone() {
        var optimiser = new AdamW(0.1, 0.5);
        Trained<Stateful<Tensor, Tensor>> trained = Trainer.stateful(
                        (Tensor p, Tensor sum, Tensor x) -> new Stateful.Value<>(p.times(x.sum()), sum.plus(x.sum())),
                        optimiser,
                        Batches.of(Tensor.of(1, 2, 4), 1))
                .run(new Stateful<>(Tensor.scalar(1), Tensor.scalar(10)));
        assertEquals(17, trained.parameters().state().item());
        assertTrue(trained.parameters().parameters().item() < 1);
    }

    /** The state is that after the batch that was seen last, whose loss could be computed. */
    @Test
    void aSkippedStepKeepsTheState() {
        Trained<Stateful<Tensor, Tensor>> trained = Trainer.stateful(
                        (Tensor p, Tensor sum, Tensor x) ->
                                new Stateful.Value<>(p.minus(x.sum()).square(), sum.plus(x.sum())),
                        new Sgd(0.25).skippingNotFinite(),
                        Batches.of(Tensor.of(1, Double.NaN, 2), 1))
                .run(new Stateful<>(Tensor.scalar(0), Tensor.scalar(10)));
        assertEquals(1, trained.state().skipped());
        assertEquals(13, trained.parameters().state().item());
        assertEquals(1.25, trained.parameters().parameters().item()); // half the way to 1, then to 2
    }

    /** The slope by p of p · state + p, were the state p · x, would have a part through it. */
    @Test
    void noGradientPassesThroughTheState() {
        Trained<Stateful<Tensor, Tensor>> trained = Trainer.stateful(
                        (Tensor p, Tensor state, Tensor x) ->
                                new Stateful.Value<>(p.times(state).plus(p), p.times(x.sum())),
                        new Sgd(1),
                        Batches.of(Tensor.of(3, 5), 1))
                .run(new Stateful<>(Tensor.scalar(2), Tensor.scalar(1)));
        // p = 2 − (1 + 1) = 0 and state 2 · 3, then p = 0 − (6 + 1) = −7 and state 0 · 5
        assertEquals(-7, trained.parameters().parameters().item());
        assertEquals(0, trained.parameters().state().item());
    }

    @Test
    @Tag("slow") // files are the same on every JVM
    @Tag("once")
    void aResumedTrainingHasTheFilesOfOneThatNeverStopped(@TempDir Path folder) throws IOException {
        Path whole = folder.resolve("whole"), parts = folder.resolve("parts");
        var trainer = trainer(new Adam(0.02).averaging(0.9))
                .validating(Spirals.points(), StatefulTrainingTest::inUse)
                .measuringEvery(4);
        var once = trainer.steps(13).in(whole).run(initial(1));
        for (int steps : new int[] {1, 5, 13}) {
            trainer.steps(steps).in(parts).resume(initial(steps));
        }
        for (String file : List.of("log.csv", "checkpoint.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
        }
        SavedTraining<Stateful<Net, BatchNorm.State>> saved = SavedTraining.read(parts, initial(9));
        for (var pair : List.of(List.of(once.parameters(), saved.parameters()), List.of(once.best(), saved.best()))) {
            assertArrayEquals(TrainerTest.numbers(pair.get(0)), TrainerTest.numbers(pair.get(1)));
        }
        assertNotEquals(0, saved.parameters().state().mean().get(0).item(), "the running mean is that of the batches");
    }

    @Test
    void learns() {
        List<Double> metrics = new ArrayList<>();
        trainer(new Adam(0.02))
                .epochs(30)
                .validating(Spirals.points(), StatefulTrainingTest::inUse)
                .listening(report -> metrics.addAll(report.metrics().values()))
                .run(initial(1));
        assertEquals(30, metrics.size());
        assertTrue(metrics.get(29) < 0.6 * metrics.get(0), metrics.toString());
    }

    @Test
    void refusals() {
        var unvalidated = assertThrows(
                IllegalArgumentException.class, () -> trainer(new Sgd(1)).validating(Spirals.points()));
        assertEquals(
                "a loss that moves a state on is one for training; give the loss in use too, by validating(heldBack, loss)",
                unvalidated.getMessage());
        refused("a gradient needs a loss of one number, got f64[2]", Tensor.of(1, 2), Tensor.scalar(0));
        refused("the state after a batch is [f64[2]] where the one before is [f64[]]", null, Tensor.of(1, 2));
        refused(
                "the state after a batch is [f32[]] where the one before is [f64[]]",
                null,
                Tensor.full(TensorType.float32(), 1));
        assertThrows(NullPointerException.class, () -> new Stateful<>(Tensor.scalar(1), null));
        assertThrows(NullPointerException.class, () -> new Stateful.Value<>(null, Tensor.scalar(1)));
    }

    private static void refused(String problem, Tensor loss, Tensor state) {
        var failure = assertThrows(
                TrainingException.class,
                () -> Trainer.stateful(
                                (Tensor p, Tensor before, Tensor x) ->
                                        new Stateful.Value<>(loss == null ? p.square() : loss.times(p), state),
                                new Sgd(1),
                                Batches.of(Tensor.of(1, 2), 1))
                        .run(new Stateful<>(Tensor.scalar(1), Tensor.scalar(1))));
        assertTrue(failure.problem().startsWith(problem), failure.problem());
    }

    @Test
    void allLeavesOfTheStateAreSaved() {
        assertEquals(
                List.of("parameters", "state.mean", "state.variance"),
                Tree.flatten(new Stateful<>(
                                Tensor.scalar(1), BatchNorm.of(DType.FLOAT64, 2).start()))
                        .structure()
                        .paths());
    }
}
