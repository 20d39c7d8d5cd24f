package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.Trainer;
import org.palinode.train.TrainingException;
import org.palinode.train.optimiser.Sgd;
import org.palinode.train.report.TrainingReport;

class CellTrainingBarTest {
    private final List<String> pages = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private long statement;

    private final CellTrainingBar bar = new CellTrainingBar(new NotebookOutput() {
        @Override
        public String show(String html, String text) {
            names.add("output " + names.size());
            replace(names.get(names.size() - 1), html, text);
            return names.get(names.size() - 1);
        }

        @Override
        public void replace(String name, String html, String text) {
            assertEquals(names.get(names.size() - 1), name);
            pages.add(html);
            texts.add(text);
        }

        @Override
        public long statement() {
            return statement;
        }
    });

    private static TrainingReport<String> at(long step, Map<String, Double> metrics) {
        return new TrainingReport<>(step, 40, 0, step, 1.0 / step, metrics, Duration.ofMillis(500 * step), "");
    }

    private String last() {
        return texts.get(texts.size() - 1);
    }

    @Test
    void aReportIsABarAndItsText() {
        bar.report(at(10, Map.of("a<b", 0.25)));
        assertEquals(List.of("step 10 of 40, loss 0.1000, a<b 0.2500, 5.0 s, 15 s left"), texts);
        assertTrue(
                pages.get(0).startsWith("<div><progress max=\"1\" value=\"0.250\" aria-label=\"training\"></progress>"),
                pages.get(0));
        assertTrue(pages.get(0).contains("a&lt;b"), pages.get(0));
    }

    /** Steps are quicker than the bar, and the last of them is shown with the metrics that were measured before. */
    @Test
    void theEndIsShownWhereverItIs() {
        bar.report(at(1, Map.of()));
        bar.report(at(2, Map.of("validation", 0.5)));
        bar.report(at(3, Map.of()));
        bar.end();
        assertEquals("step 3 of 40, loss 0.3333, validation 0.5000, 1.5 s, 18 s left", last());
        statement++;
        bar.report(at(1, Map.of()));
        bar.report(at(40, Map.of()));
        int shown = texts.size();
        bar.end();
        assertEquals("step 40 of 40, loss 0.02500, 20.0 s", last());
        assertEquals(shown, texts.size(), "what is complete is not drawn again");
        assertEquals(2, names.size(), "one for each statement");
    }

    @Test
    void aTrainerTellsOfItsEndWhateverItIs() {
        var trainer =
                Trainer.of((Tensor p) -> p.square(), new Sgd(0.25)).steps(500).listening(bar);
        trainer.stoppingWhen(report -> report.step() == 7).run(Tensor.scalar(1));
        assertTrue(last().startsWith("step 7 of 500, loss 0.0002441, "), last()); // 2^-12: a step halves p
        statement++;
        var failing = Trainer.of((Tensor p) -> p.sqrt(), new Sgd(1)).steps(500).listening(bar);
        assertThrows(TrainingException.class, () -> failing.run(Tensor.scalar(0.1))); // 0.1 - 1.6 has no root
        assertTrue(last().startsWith("step 1 of 500, loss 0.3162, "), last());
        statement++;
        Trainer.of((Tensor p) -> p, new Sgd(1)).steps(3).listening(bar).run(Tensor.scalar(5));
        assertTrue(last().startsWith("step 3 of 3, loss 3.000, "), last());
    }

    @Test
    void outsideOfANotebookIsRefused() {
        assertTrue(assertThrows(IllegalStateException.class, CellTrainingBar::new)
                .getMessage()
                .endsWith("on a terminal use BarProgress or TextProgress, or TrainingBar"));
    }
}
