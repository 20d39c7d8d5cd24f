package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.CompareAdjoints;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.ForcedVanDerPol;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;

/** Solves as nodes of a graph: several on one tape, and one recording pulled back under other adjoints. */
class RecordedGraphTest {
    private static final SolveOptions OPTIONS = SolveOptions.standard().dt0(0.02);

    @Test
    void oneTapeHoldsSeveralSolvesUnderDifferentAdjoints() {
        List<String> adjoints = new ArrayList<>();
        SolveOptions options = OPTIONS.onGradient(report -> adjoints.add(report.adjoint()));
        Function<Inputs, Tensor> loss = in -> {
            Tensor first = end(in, new Tsit5(), options.adjoint(new DirectAdjoint()));
            Tensor second = end(at(in, first), new Bosh3(), options.adjoint(new ReversibleAdjoint()));
            Tensor third = end(
                    at(in, first.times(second)), new RungeKutta4(), options.adjoint(new RecursiveCheckpointAdjoint(3)));
            Tensor fourth = end(at(in, third.sin()), new Tsit5(), options.adjoint(new BacksolveAdjoint()));
            return fourth.plus(second).square().sum();
        };
        Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
        assertEquals(List.of("backsolve", "recursive", "reversible", "direct"), adjoints, "from the last to the first");
        // steps of 0.02 make Backsolve's error 1e-10
        assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-9);
    }

    private static Tensor end(Inputs in, Solver solver, SolveOptions options) {
        return Sample.solve(in, solver, Sample.T0, Sample.T1, options).y1();
    }

    private static Inputs at(Inputs in, Tensor y0) {
        return new Inputs(y0, in.args(), in.closedOver());
    }

    @Test
    void oneRecordingIsPulledBackUnderOtherAdjointsWithoutRecordingItAgain() {
        int[] runs = {0};
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> {
                    runs[0]++;
                    return end(in, new RungeKutta4(), OPTIONS.adjoint(new ReversibleAdjoint()));
                },
                Sample.AT);
        List<GradientReport> reports = new ArrayList<>();
        List<Inputs> gradients = new ArrayList<>();
        for (Adjoint adjoint : List.of(
                new ReversibleAdjoint(),
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(5),
                new ReversibleAdjoint())) {
            gradients.add(recording.pullBack(Tensor.ones(3), Recorded.under(adjoint, reports::add)));
        }
        assertEquals(1, runs[0]);
        assertEquals(0, gradients.get(1).distance(gradients.get(0)), 1e-12);
        assertEquals(0, gradients.get(2).distance(gradients.get(1)), 0, "the same steps pulled back in the same order");
        assertEquals(0, gradients.get(3).distance(gradients.get(0)), 0, "a recording does not change");
        assertEquals(0, reports.get(0).recomputedSteps());
        // Direct needs the starts of 100 steps, of which Reversible kept those of its segments
        assertEquals(100 - reports.get(0).pairsStored(), reports.get(1).recomputedSteps());
        assertTrue(reports.get(2).recomputedSteps() > 90, reports.get(2).toString());
    }

    /** The pairs that a recursive solve did not keep are found by taking its steps and resyncs again. */
    @Test
    void aResyncedRecordingOfAnotherAdjointIsTakenBackToo() {
        Solver solver = new Reversible(new RungeKutta4());
        SolveOptions options = ForcedVanDerPol.OPTIONS.adjoint(new RecursiveCheckpointAdjoint());
        Recording<Inputs, Tensor> recording = Autodiff.vjp(
                in -> ForcedVanDerPol.solve(in, solver, 20, options).y1(), ForcedVanDerPol.AT);
        List<GradientReport> reports = new ArrayList<>();
        Inputs gradient = recording.pullBack(Tensor.ones(2), Recorded.under(new ReversibleAdjoint(), reports::add));
        assertTrue(reports.get(0).pairsStored() > 1, reports.get(0).toString());
        assertTrue(reports.get(0).recomputedSteps() > 0, reports.get(0).toString());
        assertEquals(0, gradient.distance(recording.pullBack(Tensor.ones(2))), 1e-9);
    }

    @Test
    void aPlainRecordingCannotBeTakenBackStepByStep() {
        Recording<Inputs, Tensor> recording = Autodiff.vjp(in -> end(in, new Tsit5(), OPTIONS), Sample.AT);
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> recording.pullBack(Tensor.ones(3), Recorded.under(new ReversibleAdjoint())));
        assertTrue(
                refusal.getMessage()
                        .startsWith(
                                "ReversibleAdjoint cannot reverse the steps of Tsit5[]: the graph was recorded with the plain"
                                        + " solver; record it under ReversibleAdjoint"),
                refusal.getMessage());
    }

    @Test
    void aRecordingIsPulledBackAsOftenAsWanted() {
        Recording<Inputs, Tensor> recording = Autodiff.vjp(in -> end(in, new Tsit5(), OPTIONS), Sample.AT);
        Inputs sum = recording.pullBack(Tensor.ones(3));
        Inputs first = recording.pullBack(Tensor.of(1, 0, 0));
        Inputs others = recording.pullBack(Tensor.of(0, 1, 1));
        assertEquals(0, first.plus(others, 1).distance(sum), 1e-14);
    }

    @Test
    void adjointsAreComparedOnOneGraph() {
        AdjointComparison comparison = CompareAdjoints.compareAdjoints(
                (Inputs in, Adjoint adjoint) ->
                        end(in, new Tsit5(), OPTIONS.adjoint(adjoint)).square().sum(),
                Sample.AT,
                List.of(
                        new DirectAdjoint(),
                        new RecursiveCheckpointAdjoint(4),
                        new ReversibleAdjoint(),
                        new BacksolveAdjoint(),
                        new ReversibleAdjoint(0.9)));
        List<AdjointComparison.Row> rows = comparison.rows();
        assertEquals(
                "Direct, RecursiveCheckpoint, Reversible, Backsolve, Reversible 2",
                rows.stream().map(AdjointComparison.Row::adjoint).collect(Collectors.joining(", ")));
        assertEquals(0, rows.get(0).gradientError(), 0);
        assertEquals(0, rows.get(1).gradientError(), 0);
        assertEquals(0, rows.get(2).gradientError(), 1e-12);
        assertEquals(0, rows.get(3).gradientError(), 1e-8); // the error of its solve with h = 0.02
        assertTrue(rows.get(3).gradientError() > 0, "Backsolve is not exact");
        assertEquals(0, rows.get(4).gradientError(), 1e-12);
        assertTrue(rows.get(1).peakBytes() <= rows.get(0).peakBytes(), comparison.toString());
        assertTrue(comparison.toString().contains("gradient error"), comparison.toString());
    }
}
