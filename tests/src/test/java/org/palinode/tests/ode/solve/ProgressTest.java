package org.palinode.tests.ode.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.SolveInterruptedException;
import org.palinode.ode.progress.BarProgress;
import org.palinode.ode.progress.Progress;
import org.palinode.ode.progress.TextProgress;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** How far a solve is, there and back, and how it is stopped. */
class ProgressTest {
    private static final SolveOptions OPTIONS = SolveOptions.standard().dt0(0.25); // eight steps from 0.2 to 2.2
    private static final List<Adjoint> ADJOINTS = List.of(
            new DirectAdjoint(), new RecursiveCheckpointAdjoint(2), new ReversibleAdjoint(), new BacksolveAdjoint());

    private static Recording<Inputs, Tensor> recording(SolveOptions options) {
        return Autodiff.vjp(
                in -> Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options)
                        .y1(),
                Sample.AT);
    }

    @Test
    void everyStepIsReportedThereAndBackIfNoTimeMustPass() {
        for (Adjoint adjoint : ADJOINTS) {
            List<Progress> reports = new ArrayList<>();
            recording(OPTIONS.adjoint(adjoint).onProgress(reports::add, Duration.ZERO))
                    .pullBack(Tensor.ones(3));
            assertEquals(16, reports.size(), adjoint.toString());
            for (int i = 0; i < 16; i++) {
                Progress report = reports.get(i);
                assertEquals(i >= 8, report.backward());
                assertEquals(i % 8 + 1, report.steps());
                assertEquals((i % 8 + 1) / 8.0, report.fraction(), 1e-15);
                assertEquals(Sample.T0 + 0.25 * (i < 8 ? i + 1 : 15 - i), report.t(), 1e-15);
                assertTrue(
                        i % 8 == 0 || report.evaluations() >= reports.get(i - 1).evaluations());
            }
            assertTrue(reports.get(7).isComplete() && reports.get(15).isComplete());
            assertTrue(reports.get(7).evaluations() >= 48, "six evaluations a step");
        }
    }

    @Test
    void reportsAreThrottledButTheLastOneComes() {
        List<Progress> reports = new ArrayList<>();
        recording(OPTIONS.onProgress(reports::add, Duration.ofDays(1))).pullBack(Tensor.ones(3));
        assertEquals(2, reports.size());
        assertTrue(reports.get(0).isComplete() && !reports.get(0).backward());
        assertTrue(reports.get(1).isComplete() && reports.get(1).backward());
    }

    @Test
    void theTimeThatIsLeftIsThatOfTheSamePace() {
        Progress quarter = new Progress(false, 1, 0.25, 10, 70, Duration.ofSeconds(3));
        assertEquals(Duration.ofSeconds(9), quarter.left().orElseThrow());
        assertFalse(new Progress(false, 1, Double.NaN, 10, 70, Duration.ofSeconds(3))
                .left()
                .isPresent());
    }

    @Test
    void textNamesWhatIsKnown() {
        StringWriter text = new StringWriter();
        TextProgress lines = new TextProgress(new PrintWriter(text));
        lines.progress(new Progress(false, 1.3, 0.25, 120, 840, Duration.ofMillis(3200)));
        lines.progress(new Progress(true, 0.2, 1, 480, 3360, Duration.ofMillis(4000)));
        lines.progress(new Progress(false, 7, Double.NaN, 1, 6, Duration.ofMillis(100)));
        assertEquals(
                List.of(
                        "solve 25 %, t = 1.30000, 120 steps, 840 evaluations, 3.2 s, 9.6 s left",
                        "gradient 100 %, t = 0.200000, 480 steps, 3360 evaluations, 4.0 s",
                        "solve t = 7.00000, 1 steps, 6 evaluations, 0.1 s"),
                text.toString().lines().toList());
    }

    @Test
    void aBarIsDrawnOverItselfUntilItIsFull() {
        StringWriter text = new StringWriter();
        BarProgress bar = new BarProgress(new PrintWriter(text));
        bar.progress(new Progress(false, 1.3, 0.25, 120, 840, Duration.ofMillis(3200)));
        bar.progress(new Progress(false, 5, 1, 480, 3360, Duration.ofMillis(12800)));
        bar.progress(new Progress(true, 7, Double.NaN, 1, 6, Duration.ofMillis(100)));
        String[] drawn = text.toString().split("\r");
        assertEquals("", drawn[0]);
        assertEquals("solve    [#####               ]  25 %, t = 1.300, 120 steps, 9.6 s left", drawn[1].strip());
        assertEquals(
                "solve    [####################] 100 %, t = 5.000, 480 steps, 12.8 s" + System.lineSeparator(),
                drawn[2].replaceAll(" +(?=\\R)", ""));
        assertEquals("gradient [                    ] t = 7.000, 1 steps,", drawn[3].strip());
        assertEquals(79, drawn[1].length(), "covers what was there before");
    }

    @Test
    void aSolveIsTheSameWithAndWithoutProgress() {
        Tensor plain = Sample.solve(Sample.AT, new Tsit5(), Sample.T0, Sample.T1, OPTIONS)
                .y1();
        Tensor told = Sample.solve(
                        Sample.AT, new Tsit5(), Sample.T0, Sample.T1, OPTIONS.onProgress(report -> {}, Duration.ZERO))
                .y1();
        assertEquals(0, Gap.absolute(plain, told), 0);
    }

    /** The listener interrupts its own thread: the sweep must stop before the next step. */
    @Test
    void anInterruptedGradientStopsWithinOneStep() {
        for (Adjoint adjoint : ADJOINTS) {
            List<Progress> reports = new ArrayList<>();
            Recording<Inputs, Tensor> recording = recording(OPTIONS.adjoint(adjoint)
                    .onProgress(
                            report -> {
                                reports.add(report);
                                if (report.backward() && report.steps() == 3) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            Duration.ZERO));
            var stop = assertThrows(SolveInterruptedException.class, () -> recording.pullBack(Tensor.ones(3)));
            assertTrue(Thread.interrupted(), "the thread stays interrupted");
            assertEquals(11, reports.size(), "eight steps there and three back");
            assertTrue(stop.getMessage().contains("was interrupted at t = "), stop.getMessage());
        }
    }

    @Test
    void negativeTimesBetweenReportsAreRefused() {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> OPTIONS.onProgress(report -> {}, Duration.ofMillis(-1)));
        assertTrue(
                refusal.getMessage().startsWith("the time between two reports must not be negative, got PT-0.001S"),
                refusal.getMessage());
    }
}
