package org.palinode.examples.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** A file that is written whole or not at all: what was there before stays until the new one is complete, on a full disk too. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes bytes into a file, in a folder that is made where it is missing.
     *
     * @throws IOException that names the file
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(next, bytes);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw named(file, next, failure);
        }
    }

    /** Writes text, as {@link #write}. */
    public static void writeText(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes comma-separated values, as {@link #write}. */
    public static void writeCsv(Path file, Consumer<CsvWriter> records) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            records.accept(csv);
        }
        writeText(file, text.toString());
    }

    /** The failure with the name of the file, which a full disk does not give; half a file does not stay. */
    private static IOException named(Path file, Path next, IOException failure) {
        try {
            if (Files.isRegularFile(next)) {
                Files.delete(next);
            }
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
        boolean tells = failure.getMessage() != null
                && failure.getMessage().contains(file.getFileName().toString());
        return tells ? failure : new IOException(file + ": " + failure.getMessage(), failure);
    }
}
