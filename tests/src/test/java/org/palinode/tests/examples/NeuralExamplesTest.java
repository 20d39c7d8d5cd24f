package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.neural.LatentOscillations;
import org.palinode.examples.neural.MoonsFlow;
import org.palinode.examples.neural.SpiralClassifier;
import org.palinode.train.saving.Safetensors;

/** The three trainings of examples/neural: their losses fall, and they are what they say. */
class NeuralExamplesTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theClassifierLearnsAndIsLoadedToTheBit(@TempDir Path folder) throws IOException {
        var data = SpiralClassifier.spirals(64);
        var untrained = SpiralClassifier.random(RandomKey.of(0));
        var trained = SpiralClassifier.train(data, 0, 8, 0).parameters();
        double before = SpiralClassifier.loss(untrained, data).item();
        assertTrue(SpiralClassifier.loss(trained, data).item() < 0.8 * before, "32 steps from " + before);

        Path file = folder.resolve("spirals.safetensors");
        Safetensors.of(trained).write(file);
        var loaded = Safetensors.read(file).into(SpiralClassifier.random(RandomKey.of(5)));
        assertArrayEquals(
                trained.logits(data.at()).toArray(), loaded.logits(data.at()).toArray());
    }

    @Test
    @Tag("once")
    void theLatentOdeLearnsAndDoesNotSeeWhatIsHidden() {
        var data = LatentOscillations.oscillations(64);
        var untrained = LatentOscillations.random(RandomKey.of(0));
        var batch = new LatentOscillations.Batch(data, Tensor.zeros(64, 4));
        var trained = LatentOscillations.train(data, 0, 30, 0).parameters();
        double before = LatentOscillations.loss(untrained, batch).item();
        assertTrue(LatentOscillations.loss(trained, batch).item() < 0.8 * before, "30 steps from " + before);

        Tensor others = Tensor.where(data.seen(), data.values(), data.values().times(7));
        assertArrayEquals(
                trained.encode(data).toArray(),
                trained.encode(new LatentOscillations.Series(others, data.seen()))
                        .toArray());
    }

    @Test
    @Tag("once")
    void theDensityOfTheFlowHasAnIntegralOfOneBeforeAndAfterTraining() {
        var data = MoonsFlow.moons(64);
        var untrained = MoonsFlow.random(RandomKey.of(0));
        var trained = MoonsFlow.train(data, 0, 30, 0).parameters();
        double before = MoonsFlow.loss(untrained, data).item();
        assertTrue(MoonsFlow.loss(trained, data).item() < 0.9 * before, "30 steps from " + before);
        for (MoonsFlow flow : new MoonsFlow[] {untrained, trained}) {
            // 1e-9 is seen; where half of the divergence is left out, 0.95 and 10
            assertEquals(1, integral(flow), 1e-6);
        }
    }

    /** The sum over squares with sides of 1/4, on [-6, 6]²: of a smooth density it is the integral to many digits. */
    private static double integral(MoonsFlow flow) {
        int n = 49;
        Tensor line = Tensor.linspace(-6, 6, n);
        Tensor grid = Tensor.stack(
                2,
                line.expandDims(1).broadcastTo(Tensor.zeros(n, n).shape()),
                line.broadcastTo(Tensor.zeros(n, n).shape()));
        return flow.logDensity(grid.reshape(n * n, 2)).exp().sum().item() / 16;
    }

    /** A count of lines without imports, comments and blank ones, by one rule for both languages. */
    @ParameterizedTest
    @CsvSource({"SpiralClassifier, spirals", "LatentOscillations, latent", "MoonsFlow, flow"})
    @Tag("once")
    void aProgramIsAtMostAThirdLongerThanItsTwin(String ours, String twin) throws IOException {
        long java = lines(ROOT.resolve("examples/src/main/java/org/palinode/examples/neural/" + ours + ".java"));
        long python = lines(ROOT.resolve("examples/peers/" + twin + ".py"));
        assertTrue(python > 40 && java <= 1.3 * python, ours + " has " + java + " lines, its twin " + python);
    }

    private static long lines(Path file) throws IOException {
        String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"", "");
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.matches("(import|from|package|//|#).*"))
                .count();
    }

    @Test
    @Tag("long")
    void theClassifierReachesItsLoss() {
        var trained = SpiralClassifier.train(SpiralClassifier.spirals(256), 0.02, 200, 0);
        assertTrue(trained.metrics().get("validation") < 0.02 && trained.steps() < 2000, trained.metrics() + "");
    }
}
