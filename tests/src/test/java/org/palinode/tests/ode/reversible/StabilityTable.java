package org.palinode.tests.ode.reversible;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palinode.autodiff.memory.DType;
import org.palinode.tests.ode.reversible.Stability.Measured;

/** Prints the table of docs/reference/reversible-measurements.md. */
final class StabilityTable {
    private static final String ROW = "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n";

    private StabilityTable() {}

    /** Every row: problems × type of number × coupling × steps. */
    static List<Stability> rows() {
        List<Stability> rows = new ArrayList<>();
        for (StabilityProblem problem : StabilityProblem.values()) {
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                for (double coupling : new double[] {0.999, 0.9}) {
                    for (int steps : new int[] {1_000, 10_000}) {
                        rows.add(new Stability(problem, dtype, coupling, steps));
                    }
                }
            }
        }
        return rows;
    }

    public static void main(String[] arguments) {
        System.out.printf(
                ROW,
                "problem",
                "type",
                "c",
                "steps",
                "as published: y",
                "gradient",
                "y",
                "gradient",
                "against plain",
                "pairs stored");
        System.out.printf(ROW, "---", "---", "---", "---", "---", "---", "---", "---", "---", "---");
        rows().forEach(StabilityTable::print);
    }

    private static void print(Stability row) {
        Measured published = row.asPublished();
        Measured ours = row.ours();
        System.out.printf(
                Locale.ROOT,
                ROW,
                row.problem(),
                row.dtype() == DType.FLOAT64 ? "64" : "32",
                row.coupling(),
                row.steps(),
                text(published.difference(), "lost"),
                text(published.gradientError(), "refused"),
                text(ours.difference(), "lost"),
                text(ours.gradientError(), "refused"),
                text(ours.plainError(), "lost"),
                ours.pairs() + (ours.redone() > 0 ? " (" + ours.redone() + " redone)" : ""));
    }

    private static String text(double error, String none) {
        if (Double.isInfinite(error)) {
            return none;
        }
        return error == 0
                ? "0"
                : String.format(Locale.ROOT, "%.0e", error).replace("e-0", "e-").replace("e+0", "e");
    }
}
