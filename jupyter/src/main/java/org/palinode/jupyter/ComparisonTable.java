package org.palinode.jupyter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palinode.ode.AdjointComparison;

/** A comparison of adjoints as a table, with the notes below it. */
final class ComparisonTable {
    private static final List<String> COLUMNS = List.of(
            "adjoint",
            "value",
            "gradient error",
            "true error",
            "forward ms",
            "backward ms",
            "peak bytes",
            "evaluations",
            "resyncs");

    private ComparisonTable() {}

    static String html(AdjointComparison comparison) {
        List<String> rows = comparison.rows().stream().map(ComparisonTable::row).toList();
        List<String> notes = new ArrayList<>();
        for (AdjointComparison.Row row : comparison.rows()) {
            row.notes().forEach(note -> notes.add(Html.escape(row.adjoint() + ": " + note)));
        }
        return Html.table("adjoints compared", COLUMNS, rows) + Html.list(notes);
    }

    private static String row(AdjointComparison.Row row) {
        if (row.refusal() != null) {
            return "<tr><th scope=\"row\">" + Html.escape(row.adjoint()) + "</th><td colspan=\"" + (COLUMNS.size() - 1)
                    + "\" style=\"text-align: left\">refused: " + Html.escape(row.refusal()) + "</td></tr>";
        }
        return Html.headedRow(
                row.adjoint(),
                List.of(
                        format("%.10g", row.value()),
                        format("%.1e", row.gradientError()),
                        Double.isNaN(row.trueError()) ? "" : format("%.1e", row.trueError()),
                        format("%.3f", row.forwardMillis()),
                        format("%.3f", row.backwardMillis()),
                        Long.toString(row.peakBytes()),
                        Long.toString(row.evaluations() + row.pullBacks()),
                        Integer.toString(row.resyncs())));
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
