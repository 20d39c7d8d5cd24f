package org.palinode.train.saving;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes files whole or not at all. What was there before stays until the new content is on the disk, whether the JVM is killed, the
 * power fails or the disk is full.
 */
public final class WholeFile {
    private static final int CHUNK = 1 << 16;
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase().startsWith("windows");

    private WholeFile() {}

    /** Content that writes itself. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. The stream is buffered and stays open. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, in a folder that is made where it is missing. The content goes to a file beside it, {@code NAME.next}, is forced to the
     * disk, and takes the place of the file in one move.
     *
     * @throws IOException that names the file; the file is then what it was before
     */
    public static void write(Path file, Content content) throws IOException {
        Objects.requireNonNull(content, "a file needs content, got null");
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            writeAndForce(next, content);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException failure) {
            discard(next, failure);
            throw named(file, failure);
        } catch (RuntimeException | Error failure) {
            discard(next, failure);
            throw failure;
        }
    }

    /** Writes bytes, as {@link #write(Path, Content)} does. */
    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, out -> out.write(bytes));
    }

    /** Writes text as UTF-8, as {@link #write(Path, Content)} does. */
    public static void writeText(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** By a stream: a channel would be closed by an interrupt of the thread, upon which a training saves its work. */
    private static void writeAndForce(Path file, Content content) throws IOException {
        try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
            OutputStream out = new BufferedOutputStream(stream, CHUNK);
            content.writeTo(out);
            out.flush();
            stream.getFD().sync();
        }
    }

    /** Makes a move outlast a loss of power. Windows has folders that cannot be opened, and moves that need no force. */
    private static void force(Path folder) throws IOException {
        if (WINDOWS) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (ClosedByInterruptException again) {
            interrupted = true;
            Thread.interrupted();
            force(folder);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes half a file. */
    private static void discard(Path next, Throwable failure) {
        try {
            if (Files.isRegularFile(next)) {
                Files.delete(next);
            }
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    /** The failure with the name of the file, which a full disk does not give. */
    private static IOException named(Path file, IOException failure) {
        boolean named = failure.getMessage() != null
                && failure.getMessage().contains(file.getFileName().toString());
        boolean hasReason = !(failure instanceof FileSystemException system && system.getReason() == null);
        return named && hasReason ? failure : new IOException(file + ": " + reason(failure), failure);
    }

    /** The reason; the name of the exception for those whose text is a path alone. */
    private static String reason(IOException failure) {
        return failure instanceof FileSystemException ? failure.toString() : failure.getMessage();
    }
}
