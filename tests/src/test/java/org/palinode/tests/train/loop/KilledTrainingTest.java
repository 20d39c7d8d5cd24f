package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are killed as {@code kill -9} kills. */
@DisabledOnOs(OS.WINDOWS)
class KilledTrainingTest {
    static final int INTERVAL = 7;
    private static final long STEPS = 3000;

    @TempDir
    Path folder;

    /** The moments are drawn by a seed, up to half a second after the first step of a session, some 200 steps. */
    @Test
    @Tag("long") // eleven JVMs
    void losesAtMostTheIntervalAtTenMomentsAndResumesBitForBit() throws Exception {
        Path whole = folder.resolve("whole"), killed = folder.resolve("killed");
        assertEquals(STEPS, run(whole, Long.MAX_VALUE));
        SplittableRandom random = new SplittableRandom(17);
        long before = 0;
        for (int kill = 0; kill < 10; kill++) {
            long reached = run(killed, kill == 0 ? 1 : random.nextLong(500_000_000));
            long saved = Files.exists(killed.resolve("checkpoint.safetensors")) ? CheckpointTest.saved(killed) : 0;
            assertTrue(reached - saved <= INTERVAL, "reached " + reached + ", saved " + saved);
            assertTrue(saved >= before, "saved " + saved + " after " + before);
            before = saved;
        }
        assertTrue(before < STEPS, "no kill hit a finished training");
        assertEquals(STEPS, run(killed, Long.MAX_VALUE));
        for (String file : List.of("log.csv", "checkpoint.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(killed.resolve(file)), file);
        }
    }

    /** A lock that outlives its process would end each night's training. */
    @Test
    @Tag("slow")
    @Tag("once")
    void theLockHoldsAgainstAnotherProcessAndEndsWithIt() throws Exception {
        Process process = start(folder);
        try (BufferedReader told = reader(process)) {
            assertEquals("1", told.readLine());
            assertEquals("2", told.readLine()); // now the first step is saved
            assertThrows(
                    IllegalStateException.class,
                    () -> Spirals.trainer().in(folder).resume(Spirals.initial(1)));
        } finally {
            process.destroyForcibly().waitFor();
        }
        long saved = CheckpointTest.saved(folder);
        var trained = Spirals.trainer()
                .validating(Spirals.points())
                .measuringEvery(4)
                .steps(saved + 1)
                .in(folder)
                .resume(Spirals.initial(1));
        assertEquals(saved + 1, trained.steps());
    }

    /** An exit waits for hooks, and that of the training must not wait for the exit. */
    @Test
    @Tag("slow")
    @Tag("once")
    void aListenerMayExit() throws Exception {
        Process process = start(folder, "4");
        try (BufferedReader told = reader(process)) {
            assertEquals(List.of("1", "2", "3", "4"), told.lines().toList());
        }
        assertEquals(3, process.waitFor());
        assertEquals(1, CheckpointTest.saved(folder));
    }

    /** Returns the last step that the training told before it ended, or was killed so many nanoseconds after its first one. */
    private static long run(Path folder, long nanos) throws IOException, InterruptedException {
        Process process = start(folder);
        long last = 0;
        try (BufferedReader told = reader(process)) {
            String line = told.readLine();
            Thread killer = new Thread(() -> kill(process, nanos));
            killer.setDaemon(true);
            killer.start();
            for (; line != null; line = told.readLine()) {
                last = Long.parseLong(line);
            }
        }
        process.waitFor();
        return last;
    }

    private static void kill(Process process, long nanos) {
        try {
            if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
                process.toHandle().destroyForcibly(); // leaves the streams open
            }
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    private static Process start(Path folder, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTraining.class.getName(),
                folder.toString(),
                Long.toString(STEPS)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
