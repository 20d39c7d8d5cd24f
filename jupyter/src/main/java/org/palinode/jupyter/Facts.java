package org.palinode.jupyter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.palinode.ode.Statistics;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.StepStiffness;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.outcome.Stiffness;

/** Counts and costs as a table of two columns; what is 0 is left out. */
final class Facts {
    private final Map<String, String> facts = new LinkedHashMap<>();

    private Facts() {}

    static String of(Outcome outcome) {
        return new Facts()
                .always("result", outcome.result().message())
                .always("t", Numbers.text(outcome.t()))
                .always("last step", Numbers.text(outcome.h()))
                .count("accepted", outcome.accepted())
                .count("rejected", outcome.rejected())
                .rejections(outcome.rejections())
                .table("outcome of a solve");
    }

    static String of(Statistics costs) {
        return new Facts()
                .count("steps", costs.steps())
                .count("accepted", costs.accepted())
                .count("rejected", costs.rejected())
                .rejections(costs.rejections())
                .count("evaluations", costs.evaluations())
                .count("diffusions", costs.diffusions())
                .count("Jacobians", costs.jacobians())
                .count("bytes", costs.bytes())
                .count("resyncs", costs.resyncs())
                .count("stored steps", costs.stored())
                .count("largest gap", costs.largestGap())
                .count("deviation", costs.deviation())
                .table("costs of a solve");
    }

    /** A report of a gradient, and its notes below. */
    static String of(GradientReport report) {
        Facts facts = new Facts()
                .count("steps", report.steps())
                .count("steps recomputed", report.recomputedSteps())
                .count("steps from residuals", report.residualSteps())
                .count("steps stored", report.storedSteps())
                .count("evaluations", report.evaluations())
                .count("pull-backs", report.pullBacks())
                .count("bytes", report.bytes())
                .count("pairs stored", report.pairsStored())
                .count("segments redone", report.segmentsRedone())
                .count("worst mismatch", report.worstMismatch())
                .count("largest gap", report.largestGap())
                .count("deviation", report.deviation())
                .count("components not measured", report.unmeasured())
                .count("coupling", report.coupling());
        report.stiffness().flatMap(StepStiffness::find).ifPresent(facts::stiffness);
        List<String> notes = report.notes().stream().map(Html::escape).toList();
        return facts.table("gradient by " + Html.escape(report.adjoint())) + Html.list(notes);
    }

    private void stiffness(Stiffness found) {
        always("largest |h| ρ", Numbers.text(found.product()) + " at t = " + Numbers.text(found.t()));
    }

    private Facts rejections(Map<?, Integer> causes) {
        causes.forEach((cause, number) -> count("rejected, " + cause, number));
        return this;
    }

    private Facts count(String name, OptionalDouble number) {
        number.ifPresent(value -> count(name, value));
        return this;
    }

    private Facts count(String name, double number) {
        return number == 0 ? this : always(name, Numbers.text(number));
    }

    private Facts always(String name, String text) {
        facts.put(name, text);
        return this;
    }

    private String table(String caption) {
        List<String> rows = facts.entrySet().stream()
                .map(fact -> Html.headedRow(fact.getKey(), List.of(Html.escape(fact.getValue()))))
                .toList();
        return Html.table(caption, List.of(), rows);
    }
}
