package org.palinode.examples.compare;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.palinode.examples.output.WholeFile;
import org.palinode.ode.AdjointComparison;

/** Comparisons of adjoints as comma-separated values; {@code steps} is empty for adaptive ones. */
public final class ComparisonTable {
    private ComparisonTable() {}

    /** The file in a folder. */
    public static Path file(Path folder) {
        return folder.resolve("adjoints.csv");
    }

    /** Writes the file in a folder, which is made where it is missing. */
    public static void write(Sweep sweep, Path folder) throws IOException {
        WholeFile.writeCsv(file(folder), csv -> {
            csv.writeRecord(
                    "adjoint",
                    "steps",
                    "value",
                    "gradient_error",
                    "true_error",
                    "forward_ms",
                    "backward_ms",
                    "peak_bytes",
                    "evaluations",
                    "pull_backs",
                    "resyncs",
                    "refusal");
            for (Sweep.Entry entry : sweep.entries()) {
                String steps = entry.steps().isPresent()
                        ? Integer.toString(entry.steps().getAsInt())
                        : "";
                entry.comparison().rows().forEach(row -> writeRow(csv, steps, row));
            }
        });
    }

    private static void writeRow(CsvWriter csv, String steps, AdjointComparison.Row row) {
        if (row.refusal() != null) {
            csv.writeRecord(row.adjoint(), steps, "", "", "", "", "", "", "", "", "", row.refusal());
            return;
        }
        csv.writeRecord(
                row.adjoint(),
                steps,
                Double.toString(row.value()),
                Double.toString(row.gradientError()),
                Double.toString(row.trueError()),
                Double.toString(row.forwardMillis()),
                Double.toString(row.backwardMillis()),
                Long.toString(row.peakBytes()),
                Long.toString(row.evaluations()),
                Long.toString(row.pullBacks()),
                Integer.toString(row.resyncs()),
                "");
    }
}
