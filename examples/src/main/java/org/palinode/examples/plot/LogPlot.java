package org.palinode.examples.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.palinode.examples.output.WholeFile;
import org.palinode.plot.Plots;
import org.palinode.plot.Sheet;

/** Curves on logarithmic axes; a curve without points keeps its colour and is left out. */
public record LogPlot(String title, String x, String y, List<Curve> curves) {
    private static final Sheet SHEET = Sheet.FILE;
    private static final int WIDTH = SvgPlot.WIDTH;

    /** Writes plots side by side into a PNG file, and into an SVG file beside it. */
    public static void save(Path file, LogPlot... plots) throws IOException {
        WholeFile.write(file, Plots.png(Arrays.stream(plots).map(LogPlot::chart).toArray(XYChart[]::new)));
        WholeFile.writeText(svg(file), SvgPlot.document(List.of(plots)));
    }

    /** The SVG file beside a PNG file. */
    static Path svg(Path png) {
        return png.resolveSibling(png.getFileName().toString().replaceFirst("\\.png$", "") + ".svg");
    }

    private XYChart chart() {
        XYChart chart = SHEET.chart(WIDTH, x, y);
        chart.setTitle(title);
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = curves.get(i);
            if (curve.x().length > 0) {
                SHEET.addLogCurve(chart, curve.name(), curve.x(), curve.y(), i);
            }
        }
        return chart;
    }
}
