package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.ode.progress.Progress;

class CellProgressTest {
    private final List<String> texts = new ArrayList<>();
    private final List<String> pages = new ArrayList<>();
    private int outputs;
    private long statement;

    private final NotebookOutput output = new NotebookOutput() {
        @Override
        public String show(String html, String text) {
            outputs++;
            replace("output " + outputs, html, text);
            return "output " + outputs;
        }

        @Override
        public void replace(String name, String html, String text) {
            assertEquals("output " + outputs, name);
            pages.add(html);
            texts.add(text);
        }

        @Override
        public long statement() {
            return statement;
        }
    };

    private static Progress at(double fraction) {
        return new Progress(false, 10 * fraction, fraction, 100, 700, Duration.ofSeconds(3));
    }

    @Test
    void aReportIsABarAndItsText() {
        new CellProgress(output).progress(at(0.25));
        assertEquals(List.of("solve 25 %, t = 2.50000, 100 steps, 700 evaluations, 3.0 s, 9.0 s left"), texts);
        assertTrue(
                pages.get(0).startsWith("<div><progress max=\"1\" value=\"0.250\" aria-label=\"solve\"></progress>"));
    }

    /** Without an end the bar has no value: a browser then shows that something is going on. */
    @Test
    void aSolveWithoutAnEndHasABarWithoutAValue() {
        new CellProgress(output).progress(at(Double.NaN));
        assertTrue(pages.get(0).startsWith("<div><progress max=\"1\" aria-label"), pages.get(0));
    }

    /** All of this takes less than a tenth of a second, or the machine was busy and more is shown: the end always is. */
    @Test
    void reportsInQuickSuccessionAreLeftOutButTheEndOfWhatWasSeenIsNot() {
        var progress = new CellProgress(output);
        long start = System.nanoTime();
        for (int i = 1; i < 1000; i++) {
            progress.progress(at(i / 1000.0));
        }
        progress.progress(at(1));
        long tenths = (System.nanoTime() - start) / 100_000_000;
        assertTrue(texts.size() <= tenths + 2, "shown: " + texts.size());
        assertTrue(texts.get(texts.size() - 1).startsWith("solve 100 %"), texts.toString());
        assertEquals(1, outputs);
    }

    @Test
    void anotherStatementHasAnotherOutput() {
        var progress = new CellProgress(output);
        progress.progress(at(1));
        statement++;
        progress.progress(at(1));
        assertEquals(2, outputs);
    }

    @Test
    void outsideOfANotebookIsRefused() {
        var refusal = assertThrows(IllegalStateException.class, CellProgress::new);
        assertEquals(
                "there is no notebook here: this JVM is not a kernel that has loaded palinode-jupyter; on a terminal use BarProgress or"
                        + " TextProgress, or TrainingBar",
                refusal.getMessage());
    }
}
