package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.cli.Main;
import org.palinode.examples.data.SeriesCsv;
import org.palinode.examples.model.ModelName;
import org.palinode.examples.train.RunFolder;
import org.palinode.examples.train.Settings;
import org.palinode.examples.train.Training;

/** A training in a JVM of its own, which is told to end. SIGTERM in place of Ctrl-C: a build in the background ignores the latter. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptedRunTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    @Test
    void leavesAStateThatIsResumedAsIfNothingHadHappened() throws IOException, InterruptedException {
        Process process = start("train", "lynx-hare", "--out", folder.toString(), "--steps", "1000000");
        String told;
        try (BufferedReader err = new BufferedReader(new InputStreamReader(process.getErrorStream()))) {
            err.lines().filter(line -> line.startsWith("train: step 1 ")).findFirst();
            process.toHandle().destroy(); // leaves the streams open
            told = err.lines().collect(Collectors.joining("\n"));
        }
        assertEquals(TERMINATED, process.waitFor(), told);

        RunFolder run = new RunFolder(folder);
        int done = (int) run.saved(run.training()).steps();
        assertTrue(done >= 1, told);
        assertEquals(
                "stopped after step " + done + "; go on with: palinode train lynx-hare --out " + folder
                        + " --resume --steps 1000000",
                told.strip());

        resume(run.training(), folder, done + 5);
        Path whole = folder.resolve("whole");
        resume(Training.of(Settings.of(ModelName.NEURAL_ODE), SeriesCsv.lynxHare()), whole, done + 5);
        for (String file : List.of("checkpoint.safetensors", "log.csv")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(folder.resolve(file)), file);
        }
    }

    private static <P> void resume(Training<P> training, Path folder, int steps) {
        training.trainer(steps).in(folder).resume(training.initial());
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
