package org.palinode.ode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results and costs of one graph under several adjoints. Prints as a table. */
public record AdjointComparison(List<Row> rows) {
    private static final String FORMAT = "%-28s %16s %14s %14s %12s %12s %12s %12s %8s%n";

    public AdjointComparison {
        rows = List.copyOf(rows);
    }

    /**
     * Result and cost of one adjoint.
     *
     * @param adjoint its name
     * @param value of the loss
     * @param gradientError relative difference, in the 2-norm over all leaves, to the gradient of Direct on the same discrete map
     * @param trueError the same to the gradient that was given as the true one; NaN where none was
     * @param forwardMillis median time of the forward pass
     * @param backwardMillis median time of the backward pass
     * @param peakBytes bytes held at the peak of either pass, all solves of the graph together
     * @param evaluations of the fields, forward and backward; without pull-backs
     * @param pullBacks through the fields
     * @param resyncs stored pairs beyond the first
     * @param notes what the numbers do not show, such as steps beyond the stability of the solver
     * @param refusal the reason why this adjoint cannot compute the gradient; null if it can
     */
    public record Row(
            String adjoint,
            double value,
            double gradientError,
            double trueError,
            double forwardMillis,
            double backwardMillis,
            long peakBytes,
            long evaluations,
            long pullBacks,
            int resyncs,
            List<String> notes,
            String refusal) {
        public Row {
            notes = List.copyOf(notes);
        }

        /** The row of an adjoint that cannot compute the gradient. */
        public static Row refused(String adjoint, String why) {
            return new Row(
                    adjoint, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0, 0, List.of(), why);
        }

        private String text() {
            if (refusal != null) {
                return String.format(Locale.ROOT, "%-28s refused: %s%n", adjoint, refusal);
            }
            return String.format(
                    Locale.ROOT,
                    FORMAT,
                    adjoint,
                    String.format(Locale.ROOT, "%.10g", value),
                    String.format(Locale.ROOT, "%.1e", gradientError),
                    Double.isNaN(trueError) ? "" : String.format(Locale.ROOT, "%.1e", trueError),
                    String.format(Locale.ROOT, "%.3f", forwardMillis),
                    String.format(Locale.ROOT, "%.3f", backwardMillis),
                    peakBytes,
                    evaluations + pullBacks,
                    resyncs);
        }
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format(
                FORMAT,
                "adjoint",
                "value",
                "gradient error",
                "true error",
                "forward ms",
                "backward ms",
                "peak bytes",
                "evaluations",
                "resyncs"));
        rows.forEach(row -> table.append(row.text()));
        notes().forEach((note, adjoints) -> table.append(String.join(", ", adjoints))
                .append(": ")
                .append(note)
                .append('\n'));
        return table.toString();
    }

    /** Each note, and the adjoints that it is about. */
    private Map<String, List<String>> notes() {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        for (Row row : rows) {
            row.notes()
                    .forEach(note -> notes.computeIfAbsent(note, text -> new ArrayList<>())
                            .add(row.adjoint()));
        }
        return notes;
    }
}
