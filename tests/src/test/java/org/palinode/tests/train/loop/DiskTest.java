package org.palinode.tests.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.train.Trained;

/** Folders that are not there, or not any more. */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow") // files are the same on every JVM
@Tag("once")
class DiskTest {
    @TempDir
    Path root;

    private interface Change {
        void run() throws IOException;
    }

    private static void train(Path folder, Change afterTheThird) {
        KilledTraining.spirals(folder)
                .steps(20)
                .listening(report -> {
                    if (report.step() == 3) {
                        run(afterTheThird);
                    }
                })
                .resume(Spirals.initial(1));
    }

    private static void run(Change change) {
        try {
            change.run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String failure(Runnable action) {
        return assertThrows(UncheckedIOException.class, action::run).getMessage();
    }

    @Test
    void aFolderThatIsMovedAwayIsNotMadeAgain() throws IOException {
        Path folder = root.resolve("here"), other = root.resolve("there");
        String said = failure(() -> train(folder, () -> Files.move(folder, other)));
        assertEquals(
                root.toRealPath().resolve("here")
                        + ": the folder was removed, moved or replaced while its training was running, which ends here",
                said);
        assertFalse(Files.exists(folder));
        assertEquals(1, CheckpointTest.saved(other));
    }

    @Test
    void aTrainingInTheFoldersPlaceIsLeftAlone() throws IOException {
        Path folder = root.resolve("here"), other = root.resolve("there");
        String said = failure(() -> train(folder, () -> {
            Files.move(folder, other);
            Files.createDirectory(folder);
            Files.createFile(folder.resolve("lock"));
        }));
        assertTrue(said.contains("the folder was removed, moved or replaced"), said);
        assertFalse(Files.exists(folder.resolve("checkpoint.safetensors")));
        Trained<?> trained = KilledTraining.spirals(other).steps(9).resume(Spirals.initial(1));
        assertEquals(9, trained.steps());
    }

    @Test
    void aLinkToTheFolderIsTheFolder() throws IOException {
        Path folder = Files.createDirectory(root.resolve("here")), link = root.resolve("link");
        Files.createSymbolicLink(link, folder);
        train(folder, () -> assertThrows(IllegalStateException.class, () -> train(link, () -> {})));
        assertEquals(20, CheckpointTest.saved(link));
        train(link, () -> {});
    }

    /** The lock file is locked by other code of this JVM, such as a second copy of these classes. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLockThatCannotBeTakenIsNotLeftOpen() throws IOException {
        Path folder = Files.createDirectory(root.resolve("here")), file = folder.resolve("lock");
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            other.lock();
            assertEquals(1, opened(file));
            var refusal = assertThrows(IllegalStateException.class, () -> train(folder, () -> {}));
            assertTrue(refusal.getMessage().startsWith("another training is running in " + folder), refusal::toString);
            assertEquals(1, opened(file));
        }
        train(folder, () -> assertEquals(1, opened(file)));
    }

    /** How often this process has a file open. */
    private static long opened(Path file) throws IOException {
        Path real = file.toRealPath();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> real.equals(target(each))).count();
        }
    }

    /** Null for a descriptor that was closed meanwhile. */
    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closed) {
            return null;
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        for (Path folder : new Path[] {file, file.resolve("below")}) {
            String said = failure(() -> train(folder, () -> {}));
            assertTrue(said.startsWith(folder + ": no training can be kept here (java.nio.file."), said);
            assertTrue(said.endsWith("; name a folder that can be written to"), said);
        }
    }

    @Test
    void aFolderThatMayNotBeWrittenToIsNamed() throws IOException {
        Path folder = Files.createDirectory(root.resolve("here"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "an administrator may");
        String said = failure(() -> train(folder, () -> {}));
        assertTrue(said.startsWith(folder + ": no training can be kept here"), said);
    }

    @Test
    void aFolderThatIsClosedDuringTheTrainingKeepsItsCheckpoint() throws IOException {
        Path folder = Files.createDirectory(root.resolve("here"));
        assumeFalse(isAdministrator(), "an administrator may");
        String said = failure(() -> train(
                folder, () -> Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"))));
        assertTrue(said.startsWith(folder.resolve("checkpoint.safetensors").toString()), said);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(1, CheckpointTest.saved(folder));
    }

    private boolean isAdministrator() throws IOException {
        Path closed = Files.createDirectory(root.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        return Files.isWritable(closed);
    }

    /** A folder in place of the checkpoint cannot be replaced in one move, unlike a file. */
    @Test
    void aCheckpointThatCannotBeMovedIntoItsPlaceIsNamed() {
        Path folder = root.resolve("here"), checkpoint = folder.resolve("checkpoint.safetensors");
        String said = failure(() -> train(folder, () -> {
            Files.delete(checkpoint);
            Files.createDirectories(checkpoint.resolve("below"));
        }));
        assertTrue(said.startsWith(checkpoint.toString()), said);
        assertFalse(Files.exists(folder.resolve("checkpoint.safetensors.next")), "half a file does not stay");
    }
}
