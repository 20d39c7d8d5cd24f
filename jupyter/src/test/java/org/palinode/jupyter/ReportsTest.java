package org.palinode.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.AdjointComparison;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.outcome.RejectionCause;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

class ReportsTest {
    @Test
    void aComparisonHasARowForEachAdjointAndItsNotesBelow() {
        var direct = new AdjointComparison.Row(
                "Direct",
                1.936035834,
                0,
                Double.NaN,
                1.9274,
                1.2,
                273304,
                2000,
                530,
                0,
                List.of("beyond <stability>"),
                null);
        var refused = AdjointComparison.Row.refused("Implicit", "no steady state & no limit");
        String html = ComparisonTable.html(new AdjointComparison(List.of(direct, refused)));
        assertTrue(
                html.contains(
                        "<th scope=\"row\">Direct</th><td>1.936035834</td><td>0.0e+00</td><td></td><td>1.927</td><td>1.200</td>"
                                + "<td>273304</td><td>2530</td><td>0</td>"),
                html);
        assertTrue(html.contains(">refused: no steady state &amp; no limit</td>"), html);
        assertTrue(html.endsWith("<ul><li>Direct: beyond &lt;stability&gt;</li></ul>"), html);
    }

    @Test
    void theReportOfAGradientLeavesOutWhatIsZero() {
        List<GradientReport> reports = new ArrayList<>();
        var options = SolveOptions.standard()
                .dt0(0.1)
                .adjoint(new ReversibleAdjoint())
                .onGradient(reports::add);
        var field = ODETerm.of((t, y, p) -> y.times(p));
        Autodiff.grad((Tensor p) -> DiffEqSolve.diffeqsolve(field, new Tsit5(), 0, 1, Tensor.of(1), p, options)
                        .y1()
                        .sum())
                .apply(Tensor.scalar(-1));
        String html = Facts.of(reports.get(0));
        assertTrue(html.contains("gradient by reversible</caption>"), html);
        assertTrue(html.contains("<th scope=\"row\">steps</th><td>10</td>"), html);
        assertTrue(html.contains("<th scope=\"row\">coupling</th><td>0.9990000</td>"), html);
        assertTrue(html.contains("<th scope=\"row\">largest |h| ρ</th><td>0.1000000 at t = "), html); // 0.1 · |−1|
        assertFalse(html.contains("segments redone"), html);
    }

    @Test
    void rejectionsAreCountedByCause() {
        Map<RejectionCause, Integer> causes = Map.of(RejectionCause.ERROR_TOO_LARGE, 3);
        String html = Facts.of(new Statistics(10, 7, 3, causes, 61, 0, 0, 1234, 0, 0, 0, 0));
        assertTrue(html.contains("<th scope=\"row\">rejected, ERROR_TOO_LARGE</th><td>3</td>"), html);
        String outcome = Facts.of(new Outcome(Outcome.Result.SUCCESSFUL, 2, 0.5, 7, 3, causes));
        assertTrue(outcome.contains("<th scope=\"row\">result</th><td>the solve reached t1</td>"), outcome);
    }

    @Test
    void textIsEscapedOnce() {
        assertEquals("&lt;a href=&quot;x&quot;&gt;&amp;amp; &#39;", Html.escape("<a href=\"x\">&amp; '"));
    }
}
