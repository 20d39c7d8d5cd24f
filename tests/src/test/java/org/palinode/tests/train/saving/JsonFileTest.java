package org.palinode.tests.train.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.train.saving.JsonFile;
import org.palinode.train.saving.MalformedFileException;

class JsonFileTest {
    @TempDir
    Path folder;

    enum Kind {
        ONE
    }

    record Settings(double rate, int width, List<Double> numbers, Kind kind, String note) {
        Settings {
            if (width < 1) {
                throw new IllegalArgumentException("width must be positive, got " + width);
            }
        }
    }

    @Test
    void aRecordComesBackToTheBit() throws IOException {
        Settings settings = new Settings(0.1 + 0.2, 3, List.of(Double.MIN_VALUE, -0.0, 1 / 3.0), Kind.ONE, null);
        Path file = folder.resolve("new/settings.json");
        JsonFile.write(file, settings);
        assertEquals(settings, JsonFile.read(file, Settings.class));
    }

    /** Keys and values in the words of the file, not of the library that reads it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'rate': 1, 'width': 3, 'numbers': [], 'kind': 'ONE'} | 'note' is missing; add it, or write the file again",
                "{'rate': 1, 'width': 3, 'numbers': [], 'kind': 'ONE', 'note': '', 'more': 1} | it has no 'more' but [kind, note, numbers,"
                        + " rate, width], and the file has one; take it out",
                "{'rate': 1, 'rate': 2, 'width': 3, 'numbers': [], 'kind': 'ONE', 'note': ''} | line 1, column 19: Duplicate field 'rate'",
                "{'rate': null, 'width': 3, 'numbers': [], 'kind': 'ONE', 'note': ''} | 'rate': it is null and should be of the type double",
                "{'rate': 1, 'width': 3.5, 'numbers': [], 'kind': 'ONE', 'note': ''} | 'width': it is 3.5 and should be of the type int",
                "{'rate': 1, 'width': 0, 'numbers': [], 'kind': 'ONE', 'note': ''} | width must be positive, got 0",
                "{'rate': 1, 'width': 3, 'numbers': [1, 'a'], 'kind': 'ONE', 'note': ''} | 'numbers[1]': it is \"a\" and should be of the type Double",
                "{'rate': 1, 'width': 3, 'numbers': [], 'kind': 'TWO', 'note': ''} | 'kind': it is \"TWO\" and should be of the type Kind",
                "{'rate': 1, 'width': 3, 'numbers': [], 'kind': 'ONE', 'note': ''} x | line 1, column 67: Unrecognized token 'x'",
                "{'rate': 1, | line 1, column 12: it ends in the middle",
                "[1] | it is [1] and should be of the type Settings",
                "null | it is null",
                "'' | it is empty; write the file again",
            },
            quoteCharacter = '`')
    void otherJsonIsRefused(String text, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("settings.json"), json(text));
        var failure = assertThrows(MalformedFileException.class, () -> JsonFile.read(file, Settings.class));
        assertEquals(file + ": not the JSON of a Settings: " + problem, failure.getMessage());
    }

    /** What exceeds a limit of the library has no line and column. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "1"})
    void whatIsDeeperOrLongerThanAnySettingsIsRefused(String part) throws IOException {
        Path file = Files.writeString(folder.resolve("settings.json"), part.repeat(2000));
        var failure = assertThrows(MalformedFileException.class, () -> JsonFile.read(file, Settings.class));
        assertTrue(failure.getMessage().startsWith(file + ": not the JSON of a Settings: "), failure::toString);
    }

    private static String json(String text) {
        return text.equals("''") ? "" : text.replace('\'', '"');
    }

    record Layers(List<Layer> layers) {}

    record Layer(int width, double rate) {}

    @Test
    void aKeyInsideIsNamedByItsPath() throws IOException {
        Path file = Files.writeString(
                folder.resolve("layers.json"), "{\"layers\": [{\"width\": 1, \"rate\": 2}, {\"width\": 1}]}");
        var failure = assertThrows(MalformedFileException.class, () -> JsonFile.read(file, Layers.class));
        assertEquals(
                file + ": not the JSON of a Layers: 'layers[1].rate' is missing; add it, or write the file again",
                failure.getMessage());
    }

    @Test
    void numbersThatAreNotFiniteComeBack() throws IOException {
        Path file = folder.resolve("layer.json");
        for (double rate : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            JsonFile.write(file, new Layer(1, rate));
            assertEquals(new Layer(1, rate), JsonFile.read(file, Layer.class));
        }
    }

    @Test
    void whatIsNoJsonIsRefusedBeforeAFileIsThere() {
        Path file = folder.resolve("object.json");
        var failure = assertThrows(IllegalArgumentException.class, () -> JsonFile.write(file, new Object()));
        assertTrue(failure.getMessage().startsWith(file + ": no JSON can be made of Object: "), failure::toString);
        assertThrows(NullPointerException.class, () -> JsonFile.write(file, null));
        assertFalse(Files.exists(file));
    }
}
