package org.palinode.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lock of a training on its folder, by the operating system: it ends with the process, however that ends.
 *
 * @param folder without symbolic links
 * @param channel of the file that is locked
 * @param identity of that file, by which another one in its place is told; null on Windows, where a locked file cannot be removed
 */
record FolderLock(Path folder, FileChannel channel, Object identity) implements AutoCloseable {
    private static final String FILE = "lock";

    /**
     * Folders that this JVM has locked. Their files are not opened again: on Linux the lock of a process ends when the process closes
     * whichever of its channels of the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Takes the lock of a folder, which is made where it is missing. */
    static FolderLock take(Path folder) throws IOException {
        try {
            Path real = Files.createDirectories(folder).toRealPath();
            if (!HELD.add(real)) {
                throw taken(folder);
            }
            return held(folder, real);
        } catch (IOException cause) {
            throw new IOException(
                    folder + ": no training can be kept here (" + cause + "); name a folder that can be written to",
                    cause);
        }
    }

    private static FolderLock held(Path folder, Path real) throws IOException {
        try {
            return locked(folder, real);
        } catch (IOException | RuntimeException failure) {
            HELD.remove(real);
            throw failure;
        }
    }

    private static FolderLock locked(Path folder, Path real) throws IOException {
        FileChannel channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isLocked(channel)) {
                throw taken(folder);
            }
            return new FolderLock(real, channel, identity(real));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Locks the file of a channel; false if another process has it, or other code of this JVM. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            return false;
        }
    }

    private static IllegalStateException taken(Path folder) {
        return new IllegalStateException(
                "another training is running in " + folder + "; wait until it ends, or name another folder");
    }

    private static Object identity(Path folder) throws IOException {
        return Files.readAttributes(folder.resolve(FILE), BasicFileAttributes.class)
                .fileKey();
    }

    /** Refuses to go on where the folder was removed, or another is in its place, in which others could train. */
    void requireInPlace() throws IOException {
        try {
            if (Objects.equals(identity, identity(folder))) {
                return;
            }
        } catch (IOException gone) {
            throw moved(gone);
        }
        throw moved(null);
    }

    private IOException moved(IOException cause) {
        return new IOException(
                folder + ": the folder was removed, moved or replaced while its training was running, which ends here",
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
