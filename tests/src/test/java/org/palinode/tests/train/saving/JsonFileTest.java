package org.palinode.tests.train.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rate\": 1, \"width\": 3, \"numbers\": [], \"kind\": \"ONE\"}",
                "{\"rate\": 1, \"width\": 3, \"numbers\": [], \"kind\": \"ONE\", \"note\": \"\", \"more\": 1}",
                "{\"rate\": 1, \"rate\": 2, \"width\": 3, \"numbers\": [], \"kind\": \"ONE\", \"note\": \"\"}",
                "{\"rate\": null, \"width\": 3, \"numbers\": [], \"kind\": \"ONE\", \"note\": \"\"}",
                "{\"rate\": 1, \"width\": 0, \"numbers\": [], \"kind\": \"ONE\", \"note\": \"\"}",
                "{\"rate\": 1, \"width\": 3, \"numbers\": [], \"kind\": \"ONE\", \"note\": \"\"} x",
                "{\"rate\": 1,",
                ""
            })
    void otherJsonIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("settings.json"), text);
        var failure = assertThrows(MalformedFileException.class, () -> JsonFile.read(file, Settings.class));
        assertTrue(failure.getMessage().startsWith(file + ": not the JSON of a Settings: "), failure.getMessage());
    }
}
