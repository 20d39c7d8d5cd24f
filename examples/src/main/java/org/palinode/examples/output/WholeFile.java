package org.palinode.examples.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
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
        org.palinode.train.saving.WholeFile.write(file, bytes);
    }

    /** Writes text, as {@link #write}. */
    public static void writeText(Path file, String text) throws IOException {
        org.palinode.train.saving.WholeFile.writeText(file, text);
    }

    /** Writes comma-separated values, as {@link #write}. */
    public static void writeCsv(Path file, Consumer<CsvWriter> records) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            records.accept(csv);
        }
        writeText(file, text.toString());
    }
}
