package org.palinode.tests.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.train.report.TensorBoardLog;
import org.palinode.train.report.TrainingReport;

class TensorBoardLogTest {
    @TempDir
    Path folder;

    /** {@code tests/figures/event_file.py} writes the same events by TensorBoard's classes. */
    @Test
    void writesTheBytesThatTensorBoardWrites() throws IOException {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_234_567_890_500L));
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation ä", -1e10);
        Path file;
        try (TensorBoardLog log = TensorBoardLog.in(folder.resolve("new"), clock)) {
            log.report(report(300, 0.1, Map.of()));
            log.report(report(301, 0.05, metrics));
            file = log.file();
        }
        assertEquals(
                Files.readString(Path.of("src/test/resources/figures/events.hex"))
                        .strip(),
                HexFormat.of().formatHex(Files.readAllBytes(file)));
        assertEquals(
                "events.out.tfevents.1234567890", file.getFileName().toString().substring(0, 30));
    }

    private static TrainingReport<String> report(long step, double loss, Map<String, Double> metrics) {
        return new TrainingReport<>(step, 1000, 0, 1, loss, metrics, Duration.ZERO, "");
    }
}
