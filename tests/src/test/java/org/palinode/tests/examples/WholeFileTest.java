package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.examples.output.WholeFile;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void takesThePlaceOfTheFileBefore() throws IOException {
        Path file = folder.resolve("new/a.csv");
        WholeFile.writeText(file, "before and longer");
        WholeFile.writeCsv(file, csv -> csv.writeRecord("x", "a, b"));
        assertEquals(List.of("x,\"a, b\""), Files.readAllLines(file));
        assertEquals(List.of("a.csv"), Arrays.asList(file.getParent().toFile().list()));
    }

    /** A folder of that name stands for whatever keeps a file from being written, such as a full disk. */
    @Test
    void namesTheFileThatCannotBeWrittenAndLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("a.png");
        Path inTheWay = Files.createDirectories(file.resolve("b"));
        var failure = assertThrows(IOException.class, () -> WholeFile.write(file, new byte[9]));
        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
        assertTrue(Files.exists(inTheWay));
        assertEquals(List.of("a.png"), Arrays.asList(folder.toFile().list()));
    }

    /** Where a disk is full the system does not say for which file. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheFileOnAFullDisk() throws IOException {
        Path file = folder.resolve("a.png");
        WholeFile.writeText(file, "before");
        Files.createSymbolicLink(folder.resolve("a.png.next"), Path.of("/dev/full"));
        var failure = assertThrows(IOException.class, () -> WholeFile.write(file, new byte[9]));
        assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
        assertEquals("before", Files.readString(file));
    }
}
