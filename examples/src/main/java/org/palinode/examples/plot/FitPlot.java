package org.palinode.examples.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.Series;
import org.palinode.examples.output.WholeFile;
import org.palinode.plot.Plots;
import org.palinode.plot.Sheet;

/** A series as points and a model of it as curves: over time, and, with two columns or more, the second column over the first. */
public final class FitPlot {
    private static final Sheet SHEET = Sheet.FILE;
    private static final int CURVE_POINTS = 600;
    private static final int TIME_WIDTH = 820;
    private static final int PHASE_WIDTH = 520;

    private final Series series;
    private final double[] times;
    private final Tensor curves;
    private final String title;

    private FitPlot(Series series, double[] times, Tensor curves, String title) {
        this.series = series;
        this.times = times;
        this.curves = curves;
        this.title = title;
    }

    /**
     * Of a series and a model.
     *
     * @param logs the logarithms that the model gives at some times, [times, columns]
     */
    public static FitPlot of(Series series, Function<double[], Tensor> logs, String title) {
        double first = series.times().get(0);
        double last = series.times().get(series.size() - 1);
        double[] times = Tensor.linspace(first, last, CURVE_POINTS).toArray();
        return new FitPlot(series, times, logs.apply(times).exp(), title);
    }

    /** Writes a PNG file. */
    public void save(Path file) throws IOException {
        if (series.columns() < 2) {
            WholeFile.write(file, Plots.png(overTime()));
        } else {
            WholeFile.write(file, Plots.png(overTime(), phasePlane()));
        }
    }

    private XYChart overTime() {
        XYChart chart = SHEET.chart(TIME_WIDTH, series.time(), series.unit());
        chart.setTitle(title);
        if (reachesTowardsZero()) {
            chart.getStyler().setYAxisMin(0.0);
        }
        double[] observed = series.times(series.size());
        for (int i = 0; i < series.columns(); i++) {
            SHEET.addPoints(chart, series.names().get(i) + ", observed", observed, series.column(i), i);
            SHEET.addLine(chart, series.names().get(i) + ", fitted", times, curve(i), i);
        }
        return chart;
    }

    private XYChart phasePlane() {
        XYChart chart = SHEET.chart(PHASE_WIDTH, label(0), label(1));
        chart.setTitle("Phase plane");
        if (reachesTowardsZero()) {
            chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
        }
        SHEET.addPoints(chart, "observed", series.column(0), series.column(1), 2);
        SHEET.addLine(chart, "fitted", curve(0), curve(1), 3);
        double[] start = {curve(0)[0]};
        SHEET.addPoints(chart, "start", start, new double[] {curve(1)[0]}, 3);
        return chart;
    }

    /** True if axes from zero leave the curves readable. */
    private boolean reachesTowardsZero() {
        double[] values = series.rows().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return values[0] < values[values.length - 1] / 2;
    }

    private String label(int column) {
        return series.names().get(column) + (series.unit().isEmpty() ? "" : ", " + series.unit());
    }

    private double[] curve(int column) {
        return curves.index(1, column).toArray();
    }
}
