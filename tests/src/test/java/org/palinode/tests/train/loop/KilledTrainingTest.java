package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are killed as {@code kill -9} kills, or that the disk fails. */
@DisabledOnOs(OS.WINDOWS)
class KilledTrainingTest {
    static final int INTERVAL = 7;
    private static final long STEPS = 3000;
    private static final String CHECKPOINT = "checkpoint.safetensors", LOG = "log.csv";

    @TempDir
    Path folder;

    /**
     * The moments are drawn by a seed. Four are counted from the start of the process, up to twice the time to the first step: within the
     * start of the JVM, the first step, the first checkpoint. The others are up to half a second after a first step, some 200 steps.
     */
    @Test
    @Tag("long") // eleven JVMs
    void losesAtMostTheIntervalAtTenMomentsAndResumesBitForBit() throws Exception {
        Path whole = folder.resolve("whole"), killed = folder.resolve("killed");
        long start = System.nanoTime();
        try (Run run = new Run(whole, STEPS, KilledTraining.RESTING)) {
            run.first();
            long first = System.nanoTime() - start;
            assertEquals(STEPS, run.last());
            SplittableRandom random = new SplittableRandom(17);
            long before = 0;
            for (int kill = 0; kill < 10; kill++) {
                long reached = kill < 4
                        ? killedAfterStart(killed, random.nextLong(2 * first))
                        : killedAfterFirst(killed, random.nextLong(500_000_000));
                long saved = Files.exists(killed.resolve(CHECKPOINT)) ? CheckpointTest.saved(killed) : 0;
                assertTrue(reached - saved <= INTERVAL, "reached " + reached + ", saved " + saved);
                assertTrue(saved >= before, "saved " + saved + " after " + before);
                before = saved;
            }
            assertTrue(before < STEPS, "no kill hit a finished training");
        }
        try (Run run = new Run(killed, STEPS, KilledTraining.RESTING)) {
            assertEquals(STEPS, run.last());
        }
        assertSameFiles(whole, killed);
    }

    private static void assertSameFiles(Path expected, Path actual) throws IOException {
        for (String file : List.of(LOG, CHECKPOINT)) {
            assertArrayEquals(
                    Files.readAllBytes(expected.resolve(file)), Files.readAllBytes(actual.resolve(file)), file);
        }
    }

    private static long killedAfterStart(Path folder, long nanos) throws Exception {
        try (Run run = new Run(folder, STEPS, KilledTraining.RESTING)) {
            run.killAfter(nanos);
            return run.last();
        }
    }

    private static long killedAfterFirst(Path folder, long nanos) throws Exception {
        try (Run run = new Run(folder, STEPS, KilledTraining.RESTING)) {
            run.first();
            run.killAfter(nanos);
            return run.last();
        }
    }

    /** It writes 16 MB, and is killed when the file has begun: what there is of it lies beside the last whole one. */
    @Test
    @Tag("long") // three JVMs
    void aKillWithinAWriteKeepsTheCheckpointBefore() throws Exception {
        Path next = folder.resolve(CHECKPOINT + ".next");
        long before = 0;
        int within = 0;
        for (int kill = 0; within < 3; kill++) {
            assertTrue(kill < 10, within + " of " + kill + " kills were within a write");
            try (Run run = new Run(folder, STEPS, KilledTraining.WRITING)) {
                run.first();
                run.next(); // it is told when the step before is saved
                while (run.process.isAlive() && !Files.exists(next)) {
                    Thread.onSpinWait();
                }
                run.killAfter(0);
                long reached = run.last();
                long saved = CheckpointTest.saved(folder);
                assertTrue(reached - saved <= 2, "reached " + reached + ", saved " + saved);
                assertTrue(saved > before, "saved " + saved + " after " + before);
                before = saved;
            }
            within += Files.exists(next) ? 1 : 0;
        }
        Path whole = folder.resolve("whole");
        KilledTraining.large(folder).steps(before + 1).resume(KilledTraining.largeInitial());
        KilledTraining.large(whole).steps(before + 1).run(KilledTraining.largeInitial());
        assertSameFiles(whole, folder);
    }

    /** A lock that outlives its process would end each night's training. */
    @Test
    @Tag("slow")
    @Tag("once")
    void theLockHoldsAgainstAnotherProcessAndEndsWithIt() throws Exception {
        try (Run run = new Run(folder, STEPS, KilledTraining.RESTING)) {
            assertEquals("1", run.next());
            assertEquals("2", run.next()); // now the first step is saved
            assertRefused();
        }
        long saved = CheckpointTest.saved(folder);
        var trained = KilledTraining.spirals(folder).steps(saved + 1).resume(Spirals.initial(1));
        assertEquals(saved + 1, trained.steps());
    }

    private void assertRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> KilledTraining.spirals(folder).resume(Spirals.initial(1)));
    }

    /** On Linux a process that closes any of its channels of a file has no lock on it any more. */
    @Test
    @Tag("slow")
    @Tag("once")
    void aRefusalWithinTheProcessKeepsTheLock() throws Exception {
        try (Run run = new Run(folder, STEPS, KilledTraining.SHARING)) {
            for (String line : List.of("1", "2", "-1", "3")) {
                assertEquals(line, run.next());
            }
            assertRefused();
        }
    }

    /** An exit waits for hooks, and that of the training must not wait for the exit. */
    @Test
    @Tag("slow")
    @Tag("once")
    void aListenerMayExit() throws Exception {
        try (Run run = new Run(folder, STEPS, KilledTraining.EXITING)) {
            assertEquals(4, run.last());
            assertEquals(3, run.process.waitFor());
        }
        assertEquals(1, CheckpointTest.saved(folder));
    }

    /** No file may become longer than 8 kB, which the log reaches after some 150 steps. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Tag("long") // the start of a JVM, once more
    void aLogThatCannotGrowEndsTheTrainingAndIsContinued() throws Exception {
        Path whole = folder.resolve("whole"), parts = folder.resolve("parts");
        KilledTraining.spirals(parts).steps(5).run(Spirals.initial(1));
        long reached;
        try (Run run = new Run(parts, STEPS, KilledTraining.RESTING, "bash", "-c", "ulimit -f 8; exec \"$0\" \"$@\"")) {
            reached = run.last();
            assertEquals(1, run.process.waitFor());
            String said = run.errors();
            assertTrue(said.contains("UncheckedIOException: " + parts.resolve(LOG) + ": "), said);
        }
        assertTrue(reached > 50, "reached " + reached);
        long saved = CheckpointTest.saved(parts);
        assertTrue(reached - saved <= INTERVAL, "reached " + reached + ", saved " + saved);
        KilledTraining.spirals(parts).steps(reached + 10).resume(Spirals.initial(1));
        KilledTraining.spirals(whole).steps(reached + 10).run(Spirals.initial(1));
        assertSameFiles(whole, parts);
    }

    /** A training in a process, with the steps that it tells. It is killed at the end. */
    private static final class Run implements AutoCloseable {
        private final Process process;
        private final BufferedReader told;
        private final Path errors;
        private long last;

        Run(Path folder, long steps, KilledTraining what, String... before) throws IOException {
            List<String> command = new ArrayList<>(List.of(before));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("--add-modules")) // kernels of a kind: sums of one order
                    .forEach(command::add);
            command.addAll(List.of(
                    "-Djava.awt.headless=true",
                    "-XX:-UsePerfData", // a file that is longer than some may be
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledTraining.class.getName(),
                    folder.toString(),
                    Long.toString(steps),
                    what.name()));
            errors = Files.createTempFile("training", ".txt");
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            told = new BufferedReader(new InputStreamReader(process.getInputStream()));
        }

        /** The next line; null at the end. */
        String next() throws IOException {
            String line = told.readLine();
            last = line == null ? last : Math.max(last, Long.parseLong(line));
            return line;
        }

        /** Waits for the first step. */
        void first() throws IOException {
            assertTrue(next() != null, () -> "no step: " + errors());
        }

        /** The last step that it told before it ended; 0 if none. */
        long last() throws IOException {
            while (next() != null) {}
            return last;
        }

        String errors() {
            try {
                return Files.readString(errors);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        void killAfter(long nanos) {
            Thread killer = new Thread(() -> kill(nanos));
            killer.setDaemon(true);
            killer.start();
        }

        private void kill(long nanos) {
            try {
                if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
                    process.toHandle().destroyForcibly(); // leaves the streams open
                }
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor();
            Files.delete(errors);
        }
    }
}
