package org.palinode.tests.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palinode.train.report.CsvLog;
import org.palinode.train.report.TrainingBar;
import org.palinode.train.report.TrainingLines;
import org.palinode.train.report.TrainingListener;
import org.palinode.train.report.TrainingReport;

class ReportsTest {
    @TempDir
    Path folder;

    private final StringWriter text = new StringWriter();

    private static TrainingReport<String> report(long step, Map<String, Double> metrics) {
        return new TrainingReport<>(
                step, 40, 2, step / 20.0, 1.0 / step, metrics, Duration.ofMillis(500 * (step - 2)), "parameters");
    }

    @Test
    void linesComeForTenthsTheFirstStepAndMetrics() {
        TrainingListener<Object> lines = new TrainingLines(new PrintWriter(text));
        for (int step = 3; step <= 9; step++) {
            lines.report(report(step, step == 6 ? Map.of("validation", 0.25) : Map.of()));
        }
        lines.report(report(40, Map.of()));
        assertEquals(
                List.of(
                        "train: step 3 of 40, loss 0.3333, 0.5 s, 18 s left",
                        "train: step 4 of 40, loss 0.2500, 1.0 s, 18 s left",
                        "train: step 6 of 40, loss 0.1667, validation 0.2500, 2.0 s, 17 s left",
                        "train: step 8 of 40, loss 0.1250, 3.0 s, 16 s left",
                        "train: step 40 of 40, loss 0.02500, 19.0 s"),
                text.toString().lines().toList());
    }

    /** A shorter text covers the longer one before it, and the last measurement stays in view. */
    @Test
    void aBarIsDrawnOverItself() {
        TrainingListener<Object> bar = new TrainingBar(new PrintWriter(text));
        bar.report(report(13, Map.of("validation", 0.25)));
        bar.report(new TrainingReport<>(14, 40, 2, 1, 1, Map.of(), Duration.ofMillis(5501), "")); // too soon
        bar.report(report(20, Map.of()));
        bar.report(report(38, Map.of()));
        bar.report(report(40, Map.of()));
        bar.end();
        String[] drawn = text.toString().split("\r");
        assertEquals(
                "train    [######              ] step 13 of 40, loss 0.07692, validation 0.2500, 5.5 s, 13 s left",
                drawn[1]);
        assertEquals(
                "train    [##########          ] step 20 of 40, loss 0.05000, validation 0.2500, 9.0 s, 10 s left",
                drawn[2]);
        assertEquals(
                "train    [################### ] step 38 of 40, loss 0.02632, validation 0.2500, 18.0 s, 1 s left",
                drawn[3]);
        assertEquals(
                "train    [####################] step 40 of 40, loss 0.02500, validation 0.2500, 19.0 s",
                drawn[4].strip());
        assertEquals(drawn[3].length() + System.lineSeparator().length(), drawn[4].length());
        assertTrue(drawn[4].endsWith(System.lineSeparator()));
        assertEquals(5, drawn.length);
    }

    /** A training that ends early shows its last step, and the next one does not wait for its time to pass. */
    @Test
    void aBarEndsWithItsTrainingAndShowsTheNext() {
        TrainingListener<Object> bar = new TrainingBar(new PrintWriter(text));
        bar.report(report(20, Map.of("validation", 0.25)));
        bar.report(new TrainingReport<>(21, 40, 2, 1, 1, Map.of(), Duration.ofMillis(9001), ""));
        bar.end();
        bar.report(report(3, Map.of()));
        assertTrue(text.toString().contains("step 3 of 40"), "seen before its end");
        bar.end();
        List<String> rows =
                text.toString().lines().filter(row -> !row.isEmpty()).toList();
        assertEquals(
                "train    [##########          ] step 21 of 40, loss 1.000, validation 0.2500, 9.0 s, 9 s left",
                rows.get(1).strip());
        assertEquals("train    [#                   ] step 3 of 40, loss 0.3333, 0.5 s, 18 s left", rows.get(2));
        assertTrue(text.toString().endsWith("left" + System.lineSeparator()));
    }

    @Test
    void timeLeftIsThatOfThisSession() {
        assertEquals(Duration.ofSeconds(10), report(20, Map.of()).left().orElseThrow());
        assertTrue(report(2, Map.of()).left().isEmpty());
    }

    /** The operating system says no more than "sync failed". */
    @Test
    void aTableThatCannotBeForcedIsNamed() throws IOException {
        Path file = folder.resolve("log.csv");
        CsvLog log = CsvLog.open(file, List.of(), 0);
        log.close();
        assertEquals(
                file + ": sync failed",
                assertThrows(IOException.class, log::force).getMessage());
    }

    @Test
    void aTableIsContinuedAtItsStep() throws IOException {
        Path file = folder.resolve("new/log.csv");
        List<String> names = List.of("validation", "accuracy");
        try (CsvLog log = CsvLog.open(file, names, 0)) {
            for (int step = 1; step <= 12; step++) {
                log.report(report(step, step % 3 == 0 ? Map.of("validation", 0.1 * step, "accuracy", 1.0) : Map.of()));
            }
            log.force();
        }
        String whole = Files.readString(file);
        assertEquals(
                "step,epoch,loss,validation,accuracy", whole.lines().findFirst().orElseThrow());
        assertEquals(
                "3,0.15,0.3333333333333333,0.30000000000000004,1.0",
                whole.lines().toList().get(3));
        assertEquals("4,0.2,0.25,,", whole.lines().toList().get(4));
        Files.writeString(file, whole + "13,0.65,0.0"); // torn
        CsvLog.open(file, names, 12).close();
        assertEquals(whole, Files.readString(file));
        Files.write(file, (whole + "\0\0\u00ff\n").getBytes(StandardCharsets.ISO_8859_1)); // of a disk that lost power
        CsvLog.open(file, names, 12).close();
        assertEquals(whole, Files.readString(file));
        try (CsvLog log = CsvLog.open(file, names, 10)) {
            log.report(report(11, Map.of()));
            log.report(report(12, Map.of("validation", 0.1 * 12, "accuracy", 1.0)));
        }
        assertEquals(whole, Files.readString(file));
        var other = assertThrows(IllegalArgumentException.class, () -> CsvLog.open(file, List.of("validation"), 3));
        assertTrue(
                other.getMessage().startsWith(file + " has other columns than step,epoch,loss,validation;"),
                other.getMessage());
        assertEquals(whole, Files.readString(file));
        CsvLog.open(file, List.of("validation"), 0).close();
        assertEquals("step,epoch,loss,validation\n", Files.readString(file));
    }

    /** As RFC 4180 says. */
    @Test
    void namesOfAnyKindAreQuoted() throws IOException {
        Path file = folder.resolve("log.csv");
        List<String> names = List.of("a,b", "the \"best\"", "two\nlines", "plain name");
        for (long step = 0; step < 2; step++) {
            try (CsvLog log = CsvLog.open(file, names, step)) {
                log.report(report(step + 1, Map.of("the \"best\"", 0.5)));
            }
        }
        assertEquals(
                "step,epoch,loss,\"a,b\",\"the \"\"best\"\"\",\"two\nlines\",plain name\n"
                        + "1,0.05,1.0,,0.5,,\n2,0.1,0.5,,0.5,,\n",
                Files.readString(file));
    }
}
