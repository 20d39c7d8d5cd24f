package org.palinode.examples.compare;

import java.io.IOException;
import java.nio.file.Path;
import org.palinode.examples.plot.LogPlot;
import org.palinode.ode.AdjointComparison.Row;

/** Errors and memory of adjoints over the number of steps, as PNG files, each with an SVG file beside it. */
public final class SweepPlots {
    private static final String STEPS = "steps";

    private SweepPlots() {}

    /** The file of the errors in a folder. */
    public static Path errors(Path folder) {
        return folder.resolve("errors.png");
    }

    /** The file of the memory in a folder. */
    public static Path memory(Path folder) {
        return folder.resolve("memory.png");
    }

    /** Writes both, as PNG and as SVG. */
    public static void write(Sweep sweep, Path folder) throws IOException {
        LogPlot ofAdjoint = new LogPlot(
                "Gradient against Direct on the same steps", STEPS, "relative error", sweep.curves(Row::gradientError));
        LogPlot ofBoth =
                new LogPlot("Gradient against the true one", STEPS, "relative error", sweep.curves(Row::trueError));
        LogPlot.save(errors(folder), ofBoth, ofAdjoint);
        LogPlot.save(memory(folder), new LogPlot("Peak memory", STEPS, "bytes", sweep.curves(row -> row.peakBytes())));
    }
}
