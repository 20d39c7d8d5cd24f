package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.SavedTraining;
import org.palinode.train.Trained;
import org.palinode.train.Trained.Ending;
import org.palinode.train.Trainer;
import org.palinode.train.TrainingException;
import org.palinode.train.data.BatchSource;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.saving.MalformedFileException;
import org.palinode.train.saving.Safetensors;

@Tag("slow") // files are the same on every JVM
@Tag("once")
class CheckpointTest {
    @TempDir
    Path folder;

    private static Trainer<Mlp, Spirals.Points> trainer(Path folder) {
        return Spirals.trainer()
                .validating(Spirals.points())
                .measuringEvery(4)
                .savingEvery(5)
                .in(folder);
    }

    private static Path checkpoint(Path folder) {
        return folder.resolve("checkpoint.safetensors");
    }

    static long saved(Path folder) throws IOException {
        return Long.parseLong(Safetensors.read(checkpoint(folder)).metadata().get("steps"));
    }

    private static void assertSameFiles(Path expected, Path actual) throws IOException {
        assertEquals(Files.readString(expected.resolve("log.csv")), Files.readString(actual.resolve("log.csv")));
        assertArrayEquals(Files.readAllBytes(checkpoint(expected)), Files.readAllBytes(checkpoint(actual)));
    }

    /** Across the end of an epoch (6 steps), of a measurement (4) and of a checkpoint (5). */
    @Test
    void aResumedTrainingHasTheFilesOfOneThatNeverStopped() throws IOException {
        Path whole = folder.resolve("whole"), parts = folder.resolve("parts");
        Trained<Mlp> once = trainer(whole).steps(31).run(Spirals.initial(1));
        for (int steps : new int[] {1, 7, 12, 20, 31}) {
            Trained<Mlp> part = trainer(parts).steps(steps).resume(Spirals.initial(steps));
            assertEquals(steps, part.steps());
            assertEquals(steps, saved(parts));
        }
        assertEquals(32, Files.readAllLines(whole.resolve("log.csv")).size());
        // the first session began at seed 1, whatever the later ones say
        assertSameFiles(whole, parts);
        Trained<Mlp> loaded = trainer(parts).steps(31).resume(Spirals.initial(9));
        assertArrayEquals(TrainerTest.numbers(once.best()), TrainerTest.numbers(loaded.best()));
        assertArrayEquals(TrainerTest.numbers(once.parameters()), TrainerTest.numbers(loaded.parameters()));
        assertTrue(Double.isNaN(loaded.loss()));
        SavedTraining<Mlp> saved = SavedTraining.read(parts, Spirals.initial(9));
        assertArrayEquals(TrainerTest.numbers(once.best()), TrainerTest.numbers(saved.best()));
        assertArrayEquals(TrainerTest.numbers(once.parameters()), TrainerTest.numbers(saved.parameters()));
        assertEquals(31, saved.steps());
    }

    /** p falls from 10 by 1 a step, so |p − 5| is least after 5 steps and was not less 4 times on end after 9. */
    @Test
    void patienceIsThatOfTheWholeTraining() {
        Trainer<Tensor, Void> trainer = Trainer.of((Tensor p) -> p, new Sgd(1))
                .measuring("distance", p -> Math.abs(p.item() - 5))
                .stoppingEarly(4)
                .in(folder);
        assertEquals(Ending.FINISHED, trainer.steps(7).resume(Tensor.scalar(10)).ending());
        Trained<Tensor> trained = trainer.steps(20).resume(Tensor.scalar(10));
        assertEquals(Ending.STOPPED_EARLY, trained.ending());
        assertEquals(9, trained.steps());
        assertEquals(5, trained.best().item());
        assertEquals(9, trainer.steps(20).resume(Tensor.scalar(10)).steps()); // it stays ended
    }

    /** Steps at which a checkpoint is there when the step is reported: that of step n is written when step n + 1 was found finite. */
    @Test
    void checkpointsComeAfterTheFirstStepAndAtTheirInterval() throws IOException {
        List<Long> seen = new ArrayList<>();
        trainer(folder)
                .steps(13)
                .listening(report -> seen.add(Files.exists(checkpoint(folder)) ? read() : 0))
                .run(Spirals.initial(1));
        assertEquals(List.of(0L, 1L, 1L, 1L, 1L, 1L, 6L, 6L, 6L, 6L, 6L, 11L, 11L), seen);
        assertEquals(13, saved(folder));
    }

    private long read() {
        try {
            return saved(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void checkpointsByTimeAreAsOftenAsAsked() {
        List<Long> seen = new ArrayList<>();
        trainer(folder)
                .savingEvery(Duration.ZERO)
                .steps(4)
                .listening(report -> seen.add(Files.exists(checkpoint(folder)) ? read() : 0))
                .run(Spirals.initial(1));
        assertEquals(List.of(0L, 1L, 2L, 3L), seen);
    }

    @Test
    void aTrainingThatIsThereIsNotBegunAnew() {
        trainer(folder).steps(2).run(Spirals.initial(1));
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> trainer(folder).steps(2).run(Spirals.initial(1)));
        assertEquals(
                "there is a training in " + folder + " (" + checkpoint(folder)
                        + "); continue it by resume(initial), or name another folder",
                refusal.getMessage());
    }

    @Test
    void twoTrainingsDoNotShareAFolder() {
        List<String> refusals = new ArrayList<>();
        trainer(folder)
                .steps(1)
                .listening(report -> refusals.add(assertThrows(
                                IllegalStateException.class,
                                () -> trainer(folder).resume(Spirals.initial(1)))
                        .getMessage()))
                .run(Spirals.initial(1));
        assertEquals(
                List.of("another training is running in " + folder + "; wait until it ends, or name another folder"),
                refusals);
        assertEquals(3, trainer(folder).steps(3).resume(Spirals.initial(1)).steps()); // the lock is free again
    }

    @Test
    void anInterruptSavesAndStops() throws IOException {
        Path whole = folder.resolve("whole"), parts = folder.resolve("parts");
        trainer(whole).steps(20).run(Spirals.initial(1));
        Trained<Mlp> stopped = trainer(parts)
                .steps(20)
                .listening(report -> {
                    if (report.step() == 8) {
                        Thread.currentThread().interrupt();
                    }
                })
                .run(Spirals.initial(1));
        assertTrue(Thread.interrupted(), "the interrupt stays set");
        assertEquals(Ending.INTERRUPTED, stopped.ending());
        assertEquals(8, stopped.steps());
        assertEquals(8, saved(parts));
        trainer(parts).steps(20).resume(Spirals.initial(1));
        assertSameFiles(whole, parts);
    }

    /** A solve ends at an interrupt by an exception; the step is taken again on resume. */
    @Test
    void anInterruptWithinASolveSavesAndStops() throws IOException {
        Trainer<Tensor, Void> trainer =
                Trainer.of(CheckpointTest::end, new Sgd(0.1)).eagerly().steps(6).in(folder.resolve("parts"));
        Trained<Tensor> stopped = trainer.listening(report -> {
                    if (report.step() == 3) {
                        interruptsTheNextLoss = true;
                    }
                })
                .run(Tensor.scalar(1));
        assertTrue(Thread.interrupted());
        assertEquals(Ending.INTERRUPTED, stopped.ending());
        assertEquals(3, saved(folder.resolve("parts")));
        trainer.resume(Tensor.scalar(0));
        Trainer.of(CheckpointTest::end, new Sgd(0.1))
                .eagerly()
                .steps(6)
                .in(folder.resolve("whole"))
                .run(Tensor.scalar(1));
        assertSameFiles(folder.resolve("whole"), folder.resolve("parts"));
    }

    private static boolean interruptsTheNextLoss;

    private static Tensor end(Tensor p) {
        if (interruptsTheNextLoss) {
            interruptsTheNextLoss = false;
            Thread.currentThread().interrupt();
        }
        var field = new ODETerm<Tensor, Tensor>((t, y, rate) -> y.times(rate).negate());
        return DiffEqSolve.diffeqsolve(
                        field,
                        new Tsit5(),
                        0,
                        1,
                        Tensor.scalar(1),
                        p,
                        SolveOptions.standard().dt0(0.1))
                .y1();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskKeepsTheLastCheckpointAndNamesTheFile() throws IOException {
        Path whole = folder.resolve("whole"), parts = folder.resolve("parts");
        trainer(whole).steps(20).run(Spirals.initial(1));
        Path next = parts.resolve("checkpoint.safetensors.next");
        var failure = assertThrows(
                UncheckedIOException.class,
                () -> trainer(parts)
                        .steps(20)
                        .listening(report -> {
                            if (report.step() == 8) {
                                link(next);
                            }
                        })
                        .run(Spirals.initial(1)));
        assertTrue(failure.getMessage().startsWith(checkpoint(parts) + ": "), failure.getMessage());
        assertEquals(6, saved(parts));
        Files.delete(next);
        trainer(parts).steps(20).resume(Spirals.initial(1));
        assertSameFiles(whole, parts);
    }

    private static void link(Path link) {
        try {
            Files.createSymbolicLink(link, Path.of("/dev/full"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** √(p − 3) with p falling: what is resumed comes to the same end, and the checkpoint has a finite loss. */
    @Test
    void aLossThatIsNotFiniteLeavesTheLastGoodCheckpoint() throws IOException {
        Trainer<Tensor, Void> trainer = Trainer.of(
                        (Tensor p) -> p.minus(3).sqrt().plus(p), new Sgd(0.5))
                .steps(100)
                .savingEvery(1)
                .in(folder);
        var failure = assertThrows(TrainingException.class, () -> trainer.run(Tensor.scalar(5)));
        assertEquals(checkpoint(folder), failure.checkpoint().orElseThrow());
        assertTrue(
                failure.getMessage().endsWith("from the last checkpoint, " + checkpoint(folder) + ", or anew"),
                failure.getMessage());
        double p =
                Safetensors.read(checkpoint(folder)).tensors().get("parameters").item();
        assertTrue(p >= 3, "p = " + p);
        assertEquals(failure.step() - 2, saved(folder));
        var again = assertThrows(TrainingException.class, () -> trainer.resume(Tensor.scalar(5)));
        assertEquals(failure.step(), again.step());
        Trainer<Tensor, Void> gentler = Trainer.of(
                        (Tensor q) -> q.minus(3).sqrt().plus(q), new Sgd(0.01))
                .steps(failure.step() + 3)
                .in(folder);
        assertEquals(failure.step() + 3, gentler.resume(Tensor.scalar(5)).steps());
    }

    /** Its loss and gradient are finite; the step of 1e200 · 1e200 is not. */
    @Test
    void parametersThatAreNotFiniteAreNotSaved() throws IOException {
        Trainer<Tensor, Tensor> trainer = Trainer.of(
                (Tensor p, Tensor x) -> p.times(x.sum()),
                new Sgd(1e200),
                Batches.of(Tensor.of(1e-300, 1e-300, 1e200), 1));
        var failure = assertThrows(
                TrainingException.class, () -> trainer.savingEvery(1).in(folder).run(Tensor.scalar(0)));
        assertEquals(3, failure.step());
        assertEquals("it led to numbers that are not finite, in parameters", failure.problem());
        assertEquals(2, saved(folder));
        var unsaved = assertThrows(TrainingException.class, () -> trainer.run(Tensor.scalar(0)));
        assertEquals(failure.problem(), unsaved.problem());
    }

    private record Masked(Tensor weight, Tensor mask) {}

    /** One that no loss depends on, so that all losses and gradients are finite. */
    @Test
    void aPartWithoutInfluenceThatIsNotFiniteIsNotSaved() {
        Trainer<Masked, Void> trainer =
                Trainer.of((Masked p) -> p.weight().square(), new Sgd(0.1)).steps(4);
        var failure = assertThrows(
                TrainingException.class,
                () -> trainer.updating((p, x) -> new Masked(p.weight(), p.mask().plus(Double.NaN)))
                        .in(folder)
                        .run(new Masked(Tensor.scalar(1), Tensor.scalar(0))));
        assertEquals(1, failure.step());
        assertEquals("it led to numbers that are not finite, in parameters.mask", failure.problem());
        assertFalse(Files.exists(checkpoint(folder)));
    }

    /** Such as the mask of an attention. */
    @Test
    void aPartThatBeganInfiniteMayStaySo() throws IOException {
        Masked initial = new Masked(Tensor.scalar(1), Tensor.of(0, Double.NEGATIVE_INFINITY));
        Trainer<Masked, Void> trainer =
                Trainer.of((Masked p) -> p.weight().square(), new Sgd(0.1)).in(folder);
        trainer.steps(2).resume(initial);
        trainer.steps(4).resume(initial);
        assertEquals(4, saved(folder));
    }

    @Test
    void aDamagedCheckpointIsRefused() throws IOException {
        trainer(folder).steps(3).run(Spirals.initial(1));
        byte[] bytes = Files.readAllBytes(checkpoint(folder));
        bytes[bytes.length - 3] ^= 4;
        Files.write(checkpoint(folder), bytes);
        var failure =
                assertThrows(UncheckedIOException.class, () -> trainer(folder).resume(Spirals.initial(1)));
        assertInstanceOf(MalformedFileException.class, failure.getCause());
        Safetensors.of(Tensor.of(1)).write(checkpoint(folder));
        var other =
                assertThrows(UncheckedIOException.class, () -> trainer(folder).resume(Spirals.initial(1)));
        assertTrue(other.getMessage().contains("not a checkpoint of a training"), other.getMessage());
    }

    /** All of these have 6 batches in an epoch, of the same sizes. */
    @Test
    void batchesOfOtherNumbersAreRefused() {
        trainer(folder).steps(3).run(Spirals.initial(1));
        Spirals.Points points = Spirals.points();
        Spirals.Points shifted = new Spirals.Points(points.x().plus(1e-3), points.y());
        Spirals.Points reversed =
                new Spirals.Points(points.x().flip(0), points.y().flip(0));
        RandomKey key = RandomKey.of(7);
        for (BatchSource<Spirals.Points> other : List.of(
                Batches.of(points, 16),
                Batches.of(points, 16).shuffled(RandomKey.of(8)),
                Batches.of(shifted, 16).shuffled(key),
                Batches.of(reversed, 16).shuffled(key),
                Spirals.batches()
                        .map((batch, step) -> new Spirals.Points(batch.x().times(2), batch.y())))) {
            refused(" is of other batches: ", () -> on(other).resume(Spirals.initial(1)));
        }
        Spirals.Points rounded = new Spirals.Points(points.x().times(1 + 1e-7), points.y()); // as of another machine
        assertEquals(
                4,
                on(Batches.of(rounded, 16).shuffled(key))
                        .resume(Spirals.initial(1))
                        .steps());
    }

    /** Two of opposite signs have a weighted sum that is NaN. */
    @Test
    void numbersTooLargeToAddAreThoseOfTheSameBatches() {
        double largest = Double.MAX_VALUE;
        Trainer<Tensor, Tensor> trainer = Trainer.of(
                        (Tensor p, Tensor batch) -> p.square(),
                        new Sgd(0.1),
                        Batches.of(Tensor.of(largest, -largest), 2))
                .in(folder);
        trainer.steps(1).run(Tensor.scalar(1));
        assertEquals(2, trainer.steps(2).resume(Tensor.scalar(1)).steps());
    }

    private Trainer<Mlp, Spirals.Points> on(BatchSource<Spirals.Points> batches) {
        return Trainer.of(Spirals::loss, new Adam(0.02), batches)
                .validating(Spirals.points())
                .steps(4)
                .in(folder);
    }

    /** A checkpoint of a version that wrote down no more than the number of batches. */
    @Test
    void anOlderCheckpointIsContinuedOnWhateverBatches() throws IOException {
        trainer(folder).steps(3).run(Spirals.initial(1));
        Safetensors saved = Safetensors.read(checkpoint(folder));
        Map<String, String> texts = new HashMap<>(saved.metadata());
        assertTrue(texts.keySet().removeAll(List.of("types of batches", "sum of batches", "absolute sum of batches")));
        new Safetensors(saved.tensors(), texts).write(checkpoint(folder));
        assertEquals(
                4,
                on(Batches.of(Spirals.points(), 16)).resume(Spirals.initial(1)).steps());
        refused(" is of other batches: ", () -> on(Spirals.batches()).resume(Spirals.initial(1)));
    }

    /** Each number in it is infinite or so large that a sum is. */
    @Test
    void batchesBeyondAllNumbersAreThemselves() {
        Tensor data = Tensor.of(1.5e308, 1.5e308, Double.NaN, Double.NEGATIVE_INFINITY);
        Trainer<Tensor, Tensor> trainer = Trainer.of(
                        (Tensor p, Tensor x) -> p.square(), new Sgd(0.1), Batches.whole(data))
                .in(folder);
        trainer.steps(1).resume(Tensor.scalar(1));
        assertEquals(2, trainer.steps(2).resume(Tensor.scalar(1)).steps());
    }

    /** A duration of more nanoseconds than a long has. */
    @Test
    void aTimeBetweenCheckpointsMayBeForever() throws IOException {
        trainer(folder).savingEvery(ChronoUnit.FOREVER.getDuration()).steps(3).run(Spirals.initial(1));
        assertEquals(3, saved(folder));
    }

    @Test
    void aMetricThatFailsKeepsTheLastCheckpoint() throws IOException {
        Trainer<Mlp, Spirals.Points> failing =
                Spirals.trainer().measuringEvery(4).savingEvery(1).in(folder);
        var failure = assertThrows(
                TrainingException.class,
                () -> failing.measuring("none", p -> Double.NaN).run(Spirals.initial(1)));
        assertEquals(4, failure.step());
        assertEquals(3, saved(folder));
        assertTrue(
                failure.getMessage().endsWith("; the last checkpoint is " + checkpoint(folder)), failure.getMessage());
    }

    /** The step before is taken again on resume, so that its metric is measured. */
    @Test
    void anInterruptWithinAMetricSavesTheStepBefore() throws IOException {
        Trainer<Tensor, Void> trainer = Trainer.of((Tensor p) -> p.square(), new Sgd(0.1))
                .measuring("end", p -> end(p).item())
                .steps(6);
        Trained<Tensor> stopped = trainer.in(folder.resolve("parts"))
                .listening(report -> interruptsTheNextLoss = report.step() == 3)
                .run(Tensor.scalar(1));
        assertTrue(Thread.interrupted());
        assertEquals(Ending.INTERRUPTED, stopped.ending());
        assertEquals(3, saved(folder.resolve("parts")));
        trainer.in(folder.resolve("parts")).resume(Tensor.scalar(0));
        trainer.in(folder.resolve("whole")).run(Tensor.scalar(1));
        assertSameFiles(folder.resolve("whole"), folder.resolve("parts"));
    }

    @Test
    void anotherModelOptimiserOrDataAreRefused() {
        trainer(folder).steps(3).run(Spirals.initial(1));
        refused(
                "optimiser.memory",
                () -> Trainer.of(Spirals::loss, new Sgd(0.1), Spirals.batches())
                        .in(folder)
                        .resume(Spirals.initial(1)));
        refused(
                "parameters.layers[0].weight is f64[2, 8] and should be f64[2, 9]",
                () -> Spirals.trainer().in(folder).resume(Mlp.random(RandomKey.of(1), Tensor::tanh, 2, 9, 1)));
        refused(
                " is of data with 6 batches in an epoch, and here are 9;",
                () -> Trainer.of(Spirals::loss, new Adam(0.02), Batches.of(Spirals.points(), 10))
                        .in(folder)
                        .resume(Spirals.initial(1)));
        refused(
                " is of other batches: [f64[16, 2], f64[16]] to [f64[10, 2], f64[10]] with a weighted sum of ",
                () -> Trainer.of(Spirals::loss, new Adam(0.02), Batches.of(Spirals.points(), 17))
                        .in(folder)
                        .resume(Spirals.initial(1)));
        refused(
                " has other columns than step,epoch,loss;",
                () -> Spirals.trainer().in(folder).resume(Spirals.initial(1)));
        assertFalse(Files.exists(folder.resolve("checkpoint.safetensors.next")));
    }

    private void refused(String text, Runnable action) {
        var failure = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(failure.getMessage().startsWith(folder.toString()), failure.getMessage());
        assertTrue(failure.getMessage().contains(text), failure.getMessage());
    }
}
